"""What a tag says, and how title and summary speak for each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.evidence import Evidence
from bot.domain.item import Item, ItemId
from bot.domain.ticker import TickerTag, Via
from bot.tickers.tagger import Tagger


def item(title: str, summary: str = "", source: str = "") -> Item:
    """Make an item."""
    return Item(id=ItemId("x"), title=title, summary=summary, source=source)


def symbols(tags: tuple[TickerTag, ...]) -> list[str]:
    """Give the symbols of tags."""
    return [tag.symbol for tag in tags]


@pytest.mark.parametrize(
    ("title", "via", "why"),
    [
        ("Missile order (NYSE: LMT) grows", Via.EXPLICIT, "(NYSE: LMT)"),
        ("Missile order for $LMT grows", Via.EXPLICIT, "$LMT"),
        ("Missile order for Lockheed Martin grows", Via.ALIAS, "Lockheed Martin"),
        ("Tractor sales of AGCO grow", Via.NAME, "AGCO"),
        ("Lockheed Martin (LMT) grows", Via.EXPLICIT, "(LMT)"),
    ],
)
def test_a_tag_says_why_by_its_surest_mention(
    tagger: Tagger, title: str, via: Via, why: str
) -> None:
    """A marked symbol is surer than a name, a name surer than an alias."""
    (tag,) = tagger.tag(item(title))
    assert (tag.via, tag.why) == (via, why)


def test_evidence_has_every_mention_of_title_and_summary(tagger: Tagger) -> None:
    """One tag a company, with the places of all its mentions."""
    news = item("Boeing wins an order", "Shares of Boeing rose. (NYSE: BA) leads.")
    (tag,) = tagger.tag(news)
    assert tag.evidence == (
        Evidence("title", 0, 6, "Boeing"),
        Evidence("summary", 10, 16, "Boeing"),
        Evidence("summary", 23, 33, "(NYSE: BA)"),
    )


def test_a_doubtful_name_counts_once_the_company_is_sure(tagger: Tagger) -> None:
    """In a headline "Target" alone is doubtful; the symbol in the summary settles it."""
    news = item("Why Target Struggles", "Target Corp. (NYSE: TGT) faces cautious shoppers.")
    (tag,) = tagger.tag(news)
    assert [e.field for e in tag.evidence] == ["title", "summary", "summary"]
    assert tagger.tag(item("Why Target Struggles")) == ()


def test_the_publisher_named_as_the_source_is_cut(tagger: Tagger) -> None:
    """A headline's last part that is its source's name is no mention."""
    assert tagger.tag(item("Ports reopen after the storm | Comcast", source="Comcast")) == ()
    assert symbols(tagger.tag(item("Ports reopen | Comcast", source="Wire"))) == ["CMCSA"]


def test_words_anywhere_in_the_item_speak_against_a_name(tagger: Tagger) -> None:
    """The summary's eye clinic makes AMD a disease."""
    assert tagger.tag(item("New hope in AMD", "The retina heals.")) == ()
    assert symbols(tagger.tag(item("New hope in AMD", "The chip maker grows."))) == ["AMD"]


def test_companies_come_in_the_order_of_their_first_mention(tagger: Tagger) -> None:
    """The title's before the summary's, from left to right."""
    news = item("Pfizer and Merck talk", "Boeing watches Pfizer.")
    assert symbols(tagger.tag(news)) == ["PFE", "MRK", "BA"]


MENTIONS = {
    "Lockheed Martin": "LMT",
    "Pfizer": "PFE",
    "$NVDA": "NVDA",
    "ASX:LYC": "LYC.AX",
    "Freeport-McMoRan": "FCX",
    "9988.HK": "9988.HK",
    "McDonald's": "MCD",
    "Rheinmetall": "RHM.DE",
}
QUIET = st.lists(
    st.sampled_from(
        [
            "the",
            "rain",
            "of",
            "a",
            "long",
            "night,",
            "and",
            "hills;",
            "they",
            "walk",
            "(slowly)",
            "home",
        ]
    ),
    max_size=8,
).map(" ".join)


@given(mention=st.sampled_from(sorted(MENTIONS)), before=QUIET, after=QUIET)
def test_text_that_names_nothing_changes_nothing(
    tagger: Tagger, mention: str, before: str, after: str
) -> None:
    """A mention is found whatever quiet words surround it, and nothing else is."""
    title = " ".join(filter(None, (before, mention, after)))
    assert symbols(tagger.tag(item(title))) == [MENTIONS[mention]]


@given(
    mentions=st.lists(st.sampled_from(sorted(MENTIONS)), unique=True, max_size=6), data=st.data()
)
def test_the_order_of_mentions_changes_only_the_order_of_tags(
    tagger: Tagger, mentions: list[str], data: st.DataObject
) -> None:
    """The same companies are found in any order."""
    other = data.draw(st.permutations(mentions))
    texts = ["; then ".join(order) or "nothing" for order in (mentions, other)]
    first, second = (tagger.tag(item(text)) for text in texts)
    assert symbols(first) == [MENTIONS[m] for m in mentions]
    assert sorted(symbols(first)) == sorted(symbols(second))


def test_tagging_depends_on_the_item_alone(tagger: Tagger) -> None:
    """A tagger keeps nothing of what it has read."""
    news = [item("Target shares rise"), item("A Target Is Missed"), item("Gap Inc. files")]
    forwards = [tagger.tag(one) for one in news]
    assert [tagger.tag(one) for one in reversed(news)] == forwards[::-1]


WORDS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *MENTIONS,
                "(F)",
                "Ford",
                "Target",
                "shares",
                "(NYSE:",
                "BA)",
                "BRK.B",
                "Ørsted",
                "腾讯",
                "’s",
                "[",
                "$",
                "–",
            ]
        ),
        st.text(max_size=6),
    ),
    max_size=12,
).map(" ".join)


@given(title=WORDS, summary=WORDS)
def test_offsets_are_exact(tagger: Tagger, title: str, summary: str) -> None:
    """Every piece of evidence stands in the item where it says."""
    news = item(title, summary)
    for tag in tagger.tag(news):
        assert tag.evidence
        for evidence in tag.evidence:
            assert getattr(news, evidence.field)[evidence.start : evidence.end] == evidence.text
