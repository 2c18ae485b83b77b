"""What the newsroom publishes: outlets, what they hold at first, what they publish then. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Any

import yaml

from bot.domain.errors import ConfigurationError, Problem
from bot.domain.feed import Tier


class Format(StrEnum):
    """How a feed is written."""

    RSS = "rss"
    """RSS 2.0, https://www.rssboard.org/rss-specification."""
    ATOM = "atom"
    """RFC 4287."""


class Validators(StrEnum):
    """What a server tells a client to ask again with (RFC 9110 section 8.8)."""

    BOTH = "both"
    ETAG = "etag"
    MODIFIED = "modified"
    NONE = "none"
    """It sends the whole body every time."""


class Trouble(StrEnum):
    """What is wrong with a feed."""

    NONE = "none"
    MALFORMED = "malformed"
    """Its XML is none."""
    FAILING = "failing"
    """It answers 500, and after a while not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A publisher with its feed."""

    id: str
    publisher: str
    tier: Tier
    format: Format
    lang: str = "en"
    validators: Validators = Validators.BOTH
    trouble: Trouble = Trouble.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One entry of a feed."""

    number: int
    """Of the whole script, from 1: it names the piece in addresses."""
    outlet: str
    title: str
    summary: str
    story: str = ""
    """The story it tells, which must be alerted, once."""
    silent: str = ""
    """Why it must alert nobody."""

    @property
    def path(self) -> str:
        """Where it can be read, below the newsroom's address."""
        return f"/{self.outlet}/{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Everything the newsroom publishes, in order."""

    outlets: Mapping[str, Outlet]
    backlog: tuple[Piece, ...]
    """There before the first look."""
    timeline: tuple[Piece, ...]

    @property
    def stories(self) -> Mapping[str, tuple[Piece, ...]]:
        """Give the stories that must be alerted, each with the pieces that tell it."""
        stories: dict[str, list[Piece]] = {}
        for piece in self.timeline:
            if piece.story:
                stories.setdefault(piece.story, []).append(piece)
        return {story: tuple(pieces) for story, pieces in stories.items()}


def sample_script() -> Script:
    """Give the script that comes with the demo."""
    source = resources.files(__package__).joinpath("script.yaml").read_text("utf-8")
    return read_script(source)


def read_script(source: str) -> Script:
    """Read a script from YAML (``script.yaml`` shows its form).

    Raises:
        ConfigurationError: with every entry that cannot be used.

    """
    told = yaml.safe_load(source)
    outlets = {each["id"]: _outlet(each) for each in told["outlets"]}
    backlog = tuple(_piece(number, each) for number, each in enumerate(told["backlog"], 1))
    timeline = tuple(
        _piece(number, each) for number, each in enumerate(told["timeline"], len(backlog) + 1)
    )
    script = Script(outlets=outlets, backlog=backlog, timeline=timeline)
    if problems := list(_problems(script)):
        raise ConfigurationError(problems)
    return script


def _outlet(told: Mapping[str, Any]) -> Outlet:
    return Outlet(
        id=told["id"],
        publisher=told["publisher"],
        tier=Tier[told["tier"].upper()],
        format=Format(told["format"]),
        lang=told.get("lang", "en"),
        validators=Validators(told.get("validators", "both")),
        trouble=Trouble(told.get("trouble", "none")),
    )


def _piece(number: int, told: Mapping[str, Any]) -> Piece:
    return Piece(
        number=number,
        outlet=told["outlet"],
        title=told["title"],
        summary=told["summary"],
        story=told.get("story", ""),
        silent=told.get("silent", ""),
    )


def _problems(script: Script) -> Iterator[Problem]:
    for piece in (*script.backlog, *script.timeline):
        if piece.outlet not in script.outlets:
            yield Problem(message=f"there is no outlet {piece.outlet!r} for {piece.title!r}")
    for piece in script.timeline:
        if bool(piece.story) == bool(piece.silent):
            yield Problem(message=f"give {piece.title!r} either a story or why it is silent")
