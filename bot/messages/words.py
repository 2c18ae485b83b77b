"""The words of every language, from one catalogue a language; English stands in for what one lacks.

A text is asked for by its key (``rules.none``). Its values are put in by name; in :meth:`Words.html`
they are escaped, so that a catalogue may hold Telegram's HTML and a stranger's words may not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from html import escape
from importlib import resources
from zoneinfo import ZoneInfo

import yaml
from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.domain.english import ENGLISH
from bot.domain.sentence import Sentence, Value

LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "zh": "中文",
}
"""Code → name in itself, in the order they are offered."""
_FALLBACK = "en"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PARTS = ("", "hosts.")
"""A language's files: what everybody meets; feeds, groups and what operators read."""
_CORE = "core."
"""Translates :data:`bot.domain.english.ENGLISH`, what the core says."""


class Html(str):
    """Telegram HTML that is whole already, and is not escaped again."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in one language."""

    lang: str
    locale: Locale
    texts: Mapping[str, str]
    """By key; English where the language lacks one."""
    own: Mapping[str, str]
    """Those of the language itself."""

    def __call__(self, key: str, /, **values: object) -> str:
        """Give the plain text of ``key``; numbers among the values as the language writes them."""
        return self.texts[key].format_map(
            {name: self._plain(each) for name, each in values.items()}
        )

    def html(self, key: str, /, **values: object) -> Html:
        """Give the text of ``key`` as HTML; values that are no :class:`Html` are escaped."""
        shown = {
            name: each if isinstance(each, Html) else escape(self._plain(each), quote=False)
            for name, each in values.items()
        }
        return Html(self.texts[key].format_map(shown))

    def count(self, key: str, number: float, /, **values: object) -> str:
        """Give the text of ``key`` in the form that ``number`` asks for (CLDR); it is ``{count}``."""
        return self(self._form(key, number), count=number, **values)

    def count_html(self, key: str, number: float, /, **values: object) -> Html:
        """Give :meth:`count` as :meth:`html`."""
        return self.html(self._form(key, number), count=number, **values)

    def sentence(self, said: Sentence, zone: str = "UTC") -> str:
        """Give what the core says as a text by itself, moments in ``zone`` (IANA name)."""
        shown = self.phrase(said, zone)
        begins = self.texts[self._key_of(said)][:1]
        return begins.upper() + shown[1:] if begins.islower() else shown

    def phrase(self, said: Sentence, zone: str = "UTC") -> str:
        """Give :meth:`sentence` as it stands inside another text."""
        values = {name: self._value(value, zone) for name, value in said.values.items()}
        return self.texts[self._key_of(said)].format_map(values)

    def clock(self, moment: datetime, zone: str) -> str:
        """Give the time of day in a zone (IANA name)."""
        return format_time(moment.astimezone(ZoneInfo(zone)), "HH:mm", locale=self.locale)

    def day(self, moment: datetime, zone: str) -> str:
        """Give the day in a zone, without its year."""
        return format_date(
            moment.astimezone(ZoneInfo(zone)), self.texts["form.day"], locale=self.locale
        )

    def moment(self, moment: datetime, zone: str) -> str:
        """Give day and time in a zone."""
        return f"{self.day(moment, zone)} {self.clock(moment, zone)}"

    def _key_of(self, said: Sentence) -> str:
        count = said.values.get("count")
        if said.key in self.texts or not isinstance(count, int):
            return said.key
        return self._form(said.key, count)

    def _value(self, value: Value, zone: str) -> str:
        match value:
            case Sentence():
                return self.phrase(value, zone)
            case datetime():
                return self.moment(value, zone)
            case date():
                return self.day(datetime.combine(value, time(), UTC), "UTC")
            case tuple():
                parts = [self._value(each, zone) for each in value]
                return str(format_list(parts, locale=self.locale))
            case _:
                return self._plain(value)

    def _form(self, key: str, number: float) -> str:
        form = f"{key}.{self.locale.plural_form(number)}"
        return form if form in self.texts else f"{key}.other"

    def _plain(self, value: object) -> str:
        if isinstance(value, int | float):
            return format_decimal(value, format="#,##0.#", locale=self.locale)
        return str(value)


def words(lang: str) -> Words:
    """Give the words of a BCP 47 language tag (``en``, ``de-AT``), English where there are none."""
    code = lang.replace("_", "-").partition("-")[0].lower()
    return _catalogue(code if code in LANGUAGES else _FALLBACK)


@cache
def _catalogue(code: str) -> Words:
    own: dict[str, str] = dict(ENGLISH) if code == _FALLBACK else {}
    for part in _PARTS if code == _FALLBACK else (*_PARTS, _CORE):
        file = resources.files("bot.messages").joinpath(f"catalogue/{part}{code}.yaml")
        own.update(_flat(yaml.load(file.read_bytes(), _LOADER)))  # noqa: S506 - both are safe
    whole = own if code == _FALLBACK else {**_catalogue(_FALLBACK).texts, **own}
    return Words(code, Locale.parse("zh_Hans" if code == "zh" else code), whole, own)


def _flat(branch: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Give ``a.b`` → text for the texts under ``a: {b: …}``."""
    for name, value in branch.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
