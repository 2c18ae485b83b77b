"""One mapping of a file, read key by key; what nobody asked for is an unknown key."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from difflib import get_close_matches

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.domain.sentence import Sentence, said
from bot.packs.source import Source, Text

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 48
"""Characters: a topic's stands in the data of a button and in a link of Telegram, which take 64 bytes."""
_INTERVAL = re.compile(r"(\d{1,6})\s*([smhd])", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_YES, _NO = ("true", "yes", "on"), ("false", "no", "off")


class Section:
    """A mapping. Every reader notes a fault and gives something harmless, so that reading goes on."""

    def __init__(self, node: MappingNode, source: Source, what: Sentence) -> None:
        """``what`` it is, for messages: *a rule*. Keys written twice are refused here."""
        self.node = node
        self.source = source
        self.what = what
        self._values: dict[str, Node] = {}
        self._keys: dict[str, Node] = {}
        self._asked: dict[str, None] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                source.complain_at(key, said("file.keys", what=what))
            elif key.value in self._values:
                first = self._keys[key.value].start_mark.line + 1
                source.complain_at(key, said("file.twice", key=key.value, line=first))
            else:
                self._values[key.value], self._keys[key.value] = value, key

    @classmethod
    def of(cls, node: Node, source: Source, what: Sentence) -> "Section | None":
        """Give ``node`` as a section; None with the fault noted where it is no mapping."""
        if isinstance(node, MappingNode):
            return cls(node, source, what)
        source.complain_at(node, said("file.mapping", what=what))
        return None

    def has(self, key: str) -> bool:
        """Say whether the key is there with something in it."""
        self._asked[key] = None
        value = self._values.get(key)
        return value is not None and not (isinstance(value, ScalarNode) and _is_empty(value))

    def complain(self, message: Sentence) -> None:
        """Note a fault of the whole section."""
        self.source.complain_at(self.node, message)

    def text(self, key: str) -> Text:
        """Give a text that must be there."""
        if not self.has(key):
            self.complain(said("file.needs", what=self.what, key=key))
        return self.optional(key)

    def optional(self, key: str, default: str = "") -> Text:
        """Give a text, ``default`` where there is none."""
        if not self.has(key):
            return Text(default, self.source, self.node)
        value = self._values[key]
        if isinstance(value, ScalarNode):
            return Text(value.value.rstrip(), self.source, value)
        self.source.complain_at(value, said("file.text", key=key))
        return Text(default, self.source, value)

    def slug(self, key: str) -> Text:
        """Give a name of lower-case letters, figures and hyphens that must be there."""
        text = self.text(key)
        if text.value and not _SLUG.fullmatch(text.value):
            text.complain(said("file.slug", key=key, value=text.shown))
        if len(text.value) > _LONGEST_SLUG:
            text.complain(
                f"{key} has {len(text.value)} characters, and a button takes {_LONGEST_SLUG} of it; "
                "shorten it"
            )
        return text

    def choice(self, key: str, names: Sequence[str], default: str) -> str:
        """Give one of ``names``, in any case."""
        text = self.optional(key, default)
        if text.value.lower() in names:
            return text.value.lower()
        instead = meant(text.value.lower(), names, "file.write")
        text.complain(said("file.choice", key=key, value=text.shown, instead=instead))
        return default

    def flag(self, key: str, *, default: bool) -> bool:
        """Give yes or no."""
        text = self.optional(key, _YES[0] if default else _NO[0])
        if text.value.lower() not in (*_YES, *_NO):
            text.complain(said("file.flag", key=key, value=text.shown))
        return text.value.lower() in _YES

    def number(self, key: str, default: str) -> Text:
        """Give a whole number above nothing, as text."""
        text = self.optional(key, default)
        if _NUMBER.fullmatch(text.value) and int(text.value) > 0:
            return text
        text.complain(said("file.number", key=key, value=text.shown))
        return replace(text, value="1")

    def interval(self, key: str) -> timedelta | None:
        """Give a time span like ``60s``, ``5m``, ``1h``, ``1d``, None where there is none."""
        if not self.has(key):
            return None
        text = self.optional(key)
        found = _INTERVAL.fullmatch(text.value)
        if found is None or int(found[1]) == 0:
            text.complain(said("file.interval", key=key, value=text.shown))
            return None
        return timedelta(seconds=int(found[1]) * _SECONDS[found[2]])

    def items(self, key: str) -> tuple[Node, ...]:
        """Give the entries of a list as they stand; none where there is no list."""
        if not self.has(key):
            return ()
        value = self._values[key]
        if isinstance(value, SequenceNode):
            return tuple(value.value)
        self.source.complain_at(value, said("file.list", key=key))
        return ()

    def texts(self, key: str) -> tuple[Text, ...]:
        """Give a list of texts."""
        found = []
        for node in self.items(key):
            if isinstance(node, ScalarNode):
                found.append(Text(node.value, self.source, node))
            else:
                self.source.complain_at(node, said("file.texts", key=key))
        return tuple(found)

    def sections(self, key: str, what: Sentence) -> Iterator["Section"]:
        """Go through a list of mappings."""
        for node in self.items(key):
            if (section := Section.of(node, self.source, what)) is not None:
                yield section

    def section(self, key: str, what: Sentence) -> "Section | None":
        """Give a mapping within this one; None where there is none."""
        return Section.of(self._values[key], self.source, what) if self.has(key) else None

    def pairs(self, key: str, what: Sentence) -> Iterator[tuple[Text, Text]]:
        """Go through a mapping of names to texts."""
        section = self.section(key, what)
        if section is None:
            return
        yield from section.everything()

    def everything(self) -> Iterator[tuple[Text, Text]]:
        """Go through all keys and their texts."""
        for name, node in self._keys.items():
            yield Text(name, self.source, node), self.text(name)

    def finish(self) -> None:
        """Refuse the keys that no reader asked for."""
        known = tuple(self._asked)
        for name, node in self._keys.items():
            if name not in self._asked:
                instead = meant(name, known, "file.known")
                self.source.complain_at(
                    node, said("file.no_key", what=self.what, key=name, instead=instead)
                )


def _is_empty(node: ScalarNode) -> bool:
    return not node.value.strip() or node.tag == "tag:yaml.org,2002:null"


def meant(name: str, known: Sequence[str], key: str) -> Sentence:
    """Ask whether something close to ``name`` was meant, else list by ``key`` all that is known."""
    close = get_close_matches(name, known, n=1)
    if close:
        return said("file.meant", name=close[0])
    return said(key, names=", ".join(known))
