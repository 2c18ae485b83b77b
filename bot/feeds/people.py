"""The authors of an entry of an ordinary document."""

import re
from xml.etree.ElementTree import Element

from bot.feeds.element import value_of
from bot.feeds.entries import authors_of, is_address
from bot.feeds.tree import Names, NotOrdinary
from bot.feeds.vocabulary import PARTS

_ADDRESS_AND_NAME = re.compile(
    r"[a-zA-Z0-9_.+-]++@(?:[a-zA-Z0-9-]++\.)++[a-zA-Z]{2,4} \(([^()<>&@]++)\)"
)


def read_authors(elements: list[Element], names: Names) -> list[str]:
    """Give the authors' names: of elements that hold a text, or Atom's parts of a person.

    Raises:
        NotOrdinary: feedparser would take a name and an address apart, or two persons for one.

    """
    found = [_name(each, names) if len(each) else value_of(each) for each in elements]
    if len(found) > 1 and not all(found) and any(map(len, elements)):
        raise NotOrdinary  # a person without a name gets that of the one before
    last = found[-1]
    if any("@" in name for name in found) and not is_address(last):
        found = [_without_address(name) for name in found]
    return authors_of(last, found)


def _name(person: Element, names: Names) -> str:
    """Give the name of an Atom person."""
    found = dict[str, str]()
    for child in person:
        name = names[child.tag]
        if len(child) or name in found or name in PARTS:
            raise NotOrdinary
        found[name] = (child.text or "").strip()
    name = found.get("name", "")
    if "@" in name or (not name and "email" in found):
        raise NotOrdinary
    return name


def _without_address(author: str) -> str:
    """Give an author without the address before the name."""
    if "@" not in author:
        return author
    found = _ADDRESS_AND_NAME.fullmatch(author)
    if found is None:
        raise NotOrdinary
    return found[1].strip()
