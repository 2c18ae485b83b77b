"""Addresses in a document, made absolute; and guids left as they were given. Pure."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urljoin, urlsplit

from bot.domain.urls import without_credentials
from bot.feeds.text import fold

URL_LIMIT = 2_000
"""Characters of an address; what is longer is no link a reader can use."""
_NOWHERE = "relative.invalid"
"""A host that no link can name (RFC 2606)."""
_CLEAN = re.compile(
    r"https?://(?!relative\.invalid)[a-zA-Z0-9.-]++(?::\d++)?"
    r"(?:/[\w!$%&'()*+,./:=@~-]*+)?(?:\?[\w!$%&'()*+,./:;=?@~-]++)?(?:\#[\w!$%&'()*+,./:;=?@~-]++)?",
    re.ASCII,
)


def is_clean(address: str) -> bool:
    """Tell whether ``address`` is one of the web that joining it to any other leaves as it is."""
    return len(address) <= URL_LIMIT and _CLEAN.fullmatch(address) is not None


@dataclass(frozen=True, slots=True)
class Base:
    """What the relative links of a document are relative to.

    feedparser knows where ``xml:base`` applies, so it resolves them: against a stand-in for the
    document's address, with its path on a host that does not exist. Against the address itself it
    would also make one of the guid ``4711``, and every item of a feed that moves would be new.
    """

    url: str
    """Where the document came from, without credentials."""

    @classmethod
    def of(cls, url: str) -> Self:
        """Give the base of a document that came from ``url``."""
        return cls(without_credentials(url))

    @property
    def stand_in(self) -> str:
        """The address to resolve links against."""
        return self._root + (urlsplit(self.url).path or "/")

    @property
    def _origin(self) -> str:
        return f"{urlsplit(self.url).scheme or 'https'}://{_NOWHERE}"

    @property
    def _root(self) -> str:
        """Give what a relative path resolves to a place under, and ``/an/absolute/one`` does not."""
        return f"{self._origin}/{_NOWHERE}"

    def gave(self, address: str) -> bool:
        """Tell whether the document itself gives ``address`` as one of the web."""
        web = address.lower().startswith(("http://", "https://"))
        return web and not address.startswith(self._origin)

    def absolute(self, link: str) -> str:
        """Give ``link``, resolved or not, as a web address, or nothing where it is none."""
        if is_clean(link):
            return link
        link = fold(link.removeprefix(self._root).removeprefix(self._origin)).replace(" ", "%20")
        try:
            url = urljoin(self.url, link) if link else ""
            web = urlsplit(url).scheme in {"http", "https"}
        except ValueError:  # "http://[" is no address
            return ""
        return url if web and len(url) <= URL_LIMIT else ""

    def guid(self, resolved: str) -> str:
        """Give a guid as the document has it."""
        if _NOWHERE not in resolved:
            return fold(resolved)
        directory = self.stand_in[: self.stand_in.rindex("/") + 1]
        for made_up in (directory, self._root, self._origin):
            resolved = resolved.removeprefix(made_up)
        return fold(resolved)
