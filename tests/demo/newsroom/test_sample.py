"""The shipped packs judge the sample script as the script expects."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.newsroom.script import Piece, Script, sample_script
from bot.domain.feed import Tier
from bot.domain.item import Item, item_id
from bot.domain.rule import PackId
from bot.domain.story import Report, StoryFacts, StoryId
from bot.matching.index import RuleIndex
from bot.packs.library import Library, load_library, load_rules
from bot.packs.location import default_rules
from bot.pipeline.analyst import Analyst
from bot.stories.index import StoryIndex
from bot.tickers.tagger import Tagger

AT = datetime(2026, 3, 2, 14, 2, tzinfo=UTC)


def item(script: Script, piece: Piece) -> Item:
    """Give the item a piece becomes; pieces appear a second apart."""
    outlet = script.outlets[piece.outlet]
    return Item(
        id=item_id(piece.outlet, piece.path),
        title=piece.title,
        summary=piece.summary,
        url=f"http://127.0.0.1:8000{piece.path}",
        source=outlet.publisher,
        published=AT + timedelta(seconds=piece.number),
        lang=outlet.lang,
        feed_id=outlet.id,
        tier=outlet.tier,
    )


@pytest.fixture(scope="module")
def script() -> Script:
    """Give the sample script."""
    return sample_script()


@pytest.fixture(scope="module")
def library() -> Library:
    """Give the shipped rules."""
    return load_library(default_rules())


@pytest.fixture(scope="module")
def analyst(library: Library) -> Analyst:
    """Give a reader of items."""
    return Analyst(Tagger(library.gazetteer), library.baskets)


@pytest.fixture(scope="module")
def held(script: Script, analyst: Analyst) -> dict[int, list[str]]:
    """Give the rules that hold on each piece of the timeline, by its number."""
    index = RuleIndex()
    for rule, query in load_rules(default_rules() / "packs"):
        index.add(rule.id, query)
    found = {}
    for piece in script.timeline:
        news = item(script, piece)
        at = news.when or AT
        facts = StoryFacts(
            opened=at, now=at, reports=(Report(source=news.source, at=at, tier=news.tier),)
        )
        matches = index.match(analyst.read(news).document, facts).held
        found[piece.number] = [str(match.rule_id) for match in matches]
    return found


def test_every_story_is_caught_by_its_first_report(
    script: Script, held: dict[int, list[str]]
) -> None:
    """Otherwise its alert would come late or not at all."""
    firsts = {story: pieces[0] for story, pieces in script.stories.items()}
    assert [story for story, piece in firsts.items() if not held[piece.number]] == []


def test_no_noise_is_caught(script: Script, held: dict[int, list[str]]) -> None:
    """Mountains, recipes, footballers, telephone bills."""
    noise = {piece.title: held[piece.number] for piece in script.timeline if piece.silent}
    assert {title: rules for title, rules in noise.items() if rules} == {}


def test_every_pack_has_its_story(
    script: Script, library: Library, held: dict[int, list[str]]
) -> None:
    """Whatever a visitor subscribes to, the demo has something to show."""
    shown = {
        rule.partition("/")[0]
        for pieces in script.stories.values()
        for rule in held[pieces[0].number]
    }
    assert shown == {PackId(pack.id) for pack in library.packs}


def test_no_story_is_told_twice_nor_taken_for_another(
    script: Script, library: Library, analyst: Analyst
) -> None:
    """All reports of a story join, over the backlog and the noise between them."""
    index = StoryIndex(library.frequencies)
    placed: dict[str, set[StoryId]] = defaultdict(set)
    for piece in (*script.backlog, *script.timeline):
        news = item(script, piece)
        tags = analyst.read(news).tags
        placement = index.place(news, tags)
        index.add(news, tags, placement)
        placed[piece.story or piece.path].add(placement.story_id)
    assert {story: ids for story, ids in placed.items() if len(ids) > 1} == {}
    told = [next(iter(placed[story])) for story in script.stories]
    assert len(told) == len(set(told))
    silent = {next(iter(ids)) for key, ids in placed.items() if key not in script.stories}
    assert not silent & set(told)


def test_an_official_confirms_what_others_reported(script: Script) -> None:
    """A story that a wire tells first and an official source later, and one that is denied."""
    tiers = {
        story: [script.outlets[piece.outlet].tier for piece in pieces]
        for story, pieces in script.stories.items()
    }
    confirmed = [
        story
        for story, each in tiers.items()
        if each[0] is not Tier.OFFICIAL and Tier.OFFICIAL in each
    ]
    assert {"graphite-duties", "hormuz", "geneva-talks"} <= set(confirmed)
