"""The story index: how items join, what it says, what it obeys."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

import pytest

from bot.domain.item import Item, ItemId
from bot.domain.sentence import said, verbatim
from bot.domain.story import Denied, FigureChanged, OfficialJoined, Placement, story_id
from bot.domain.ticker import Symbol, TickerTag, Via
from bot.stories.frequencies import Frequencies
from bot.stories.index import StoryIndex

Make: TypeAlias = Callable[..., Item]

CURBS = "Beijing restricts exports of gallium and germanium"
CURBS_AGAIN = "China's curbs on gallium and germanium exports take Beijing's chip fight further"


def _put(index: StoryIndex, item: Item, tags: tuple[TickerTag, ...] = ()) -> Placement:
    placement = index.place(item, tags)
    index.add(item, tags, placement)
    return placement


def _tag(symbol: str) -> TickerTag:
    return TickerTag(symbol=Symbol(symbol), name=symbol, via=Via.EXPLICIT, why=f"${symbol}")


def test_the_first_item_opens_a_story_named_after_it(index: StoryIndex, make: Make) -> None:
    """A replay gives the same names."""
    item = make(CURBS)
    placement = _put(index, item)
    assert placement == Placement(
        story_id=story_id(item.id), new=True, why=said("placed.nothing_alike")
    )


def test_placing_changes_nothing(index: StoryIndex, make: Make) -> None:
    """The same question gets the same answer, and an unadded item is not there."""
    item = make(CURBS)
    assert index.place(item) == index.place(item)
    assert len(index) == 0


def test_a_link_with_tracking_is_the_same_link(index: StoryIndex, make: Make) -> None:
    """The page decides, whoever passed its link on."""
    first = _put(index, make("One title", url="https://post.example/curbs"))
    second = index.place(
        make("Another title entirely", url="https://www.post.example/curbs/?utm_source=x")
    )
    assert (second.story_id, str(second.why)) == (first.story_id, "same link as “One title”")


def test_entries_of_one_feed_that_lead_to_one_page_stay_apart(
    index: StoryIndex, make: Make
) -> None:
    """Some feeds link every entry to their front page."""
    page = "https://agency.example/contracts"
    _put(index, make("Army buys radars from Raytheon", url=page, feed_id="agency"))
    assert index.place(make("Navy repairs piers in Guam", url=page, feed_id="agency")).new


def test_a_guid_shared_by_two_feeds_is_one_report(index: StoryIndex, make: Make) -> None:
    """A publisher's feeds repeat each other's entries."""
    guid = "tag:post.example,2025:5f3a9c"
    first = _put(index, make("One title", guid=guid))
    assert index.place(make("Quite another", guid=guid)).story_id == first.story_id


def test_a_short_guid_names_nothing(index: StoryIndex, make: Make) -> None:
    """Two publishers number their entries alike."""
    _put(index, make("Riksbank holds rates", guid="10442"))
    assert index.place(make("Storm floods Genoa", guid="10442")).new


def test_the_same_title_from_another_publisher_joins(index: StoryIndex, make: Make) -> None:
    """Case, quotes and the publisher's name make no difference."""
    first = _put(index, make(f"{CURBS} - Asia Wire", source="Asia Wire"))
    second = index.place(make(CURBS.upper(), source="Metal Post", hours=30))
    assert second.story_id == first.story_id
    assert str(second.why).startswith("same title")


def test_a_column_without_a_name_joins_nothing(index: StoryIndex, make: Make) -> None:
    """*Market update* is the title of any day."""
    _put(index, make("Market update", source="One", summary="Gold fell after the jobs report."))
    assert index.place(make("Market update", source="Two", hours=1)).why.key


def test_after_the_window_a_title_is_news_again(index: StoryIndex, make: Make) -> None:
    """A story ages, whether or not what left the window was dropped already."""
    _put(index, make(CURBS))
    assert index.place(make(CURBS, hours=73)).new


def test_the_next_day_a_development_opens_a_linked_story(index: StoryIndex, make: Make) -> None:
    """Like enough to be linked, too late to be the same alert."""
    opened = _put(index, make(CURBS, source="Asia Wire"))
    placement = index.place(make(CURBS_AGAIN, source="Metal Post", hours=40))
    assert placement.new
    assert placement.related == opened.story_id
    assert "alike" in str(placement.why)


def test_an_item_of_no_time_is_taken_as_of_now(index: StoryIndex, make: Make) -> None:
    """The newest item's time is the only clock there is."""
    first = _put(index, make(CURBS, hours=100))
    assert index.place(make(CURBS, published=None)).story_id == first.story_id


def test_a_date_in_the_future_counts_from_when_it_was_seen(
    index: StoryIndex, make: Make, start: datetime
) -> None:
    """A feed's wrong clock must not empty the window."""
    wrong = make(CURBS, published=start + timedelta(days=900), seen=start)
    first = _put(index, wrong)
    index.expire(start + timedelta(hours=1))
    assert index.place(make(CURBS, hours=1)).story_id == first.story_id


def test_what_left_the_window_is_dropped(index: StoryIndex, make: Make, start: datetime) -> None:
    """And how many were is told."""
    _put(index, make(CURBS))
    _put(index, make("Storm floods Genoa", hours=50))
    assert index.expire(start + timedelta(hours=80)) == 1
    assert len(index) == 1


def test_a_removed_item_is_forgotten(index: StoryIndex, make: Make) -> None:
    """The transaction failed: nobody was told."""
    item = make(CURBS)
    _put(index, item)
    index.remove(item.id)
    index.remove(item.id)
    assert index.place(make(CURBS, source="Other")).new


def test_a_theme_is_no_mention(index: StoryIndex, make: Make) -> None:
    """Baskets say nothing of which company a report is about."""
    steel = replace(_tag("NUE"), via=Via.BASKET, basket="steel")
    _put(index, make("Steel duties doubled by Brussels"), (steel,))
    near = index.neighbours(make("Brussels doubles steel duties"), (_tag("X"),))
    assert not near[0].clues.tickers_differ


def test_a_story_gets_an_official_word(index: StoryIndex, make: Make) -> None:
    """Once: a second official report brings nothing new."""
    _put(index, make(CURBS, source="Asia Wire"))
    official = _put(index, make(CURBS, source="MOFCOM", tier=1, hours=1))
    assert official.novelties == (OfficialJoined(source="MOFCOM"),)
    assert index.place(make(CURBS, source="Customs", tier=1, hours=2)).novelties == ()


def test_a_changed_figure_is_told(index: StoryIndex, make: Make) -> None:
    """25% was told; 50% is new."""
    _put(index, make("EU plans 25% tariff on Chinese ferrosilicon", source="Brussels Wire"))
    placement = index.place(
        make("EU now plans 50% tariff on Chinese ferrosilicon", source="Metal Post", hours=4)
    )
    assert placement.novelties == (FigureChanged(before="25%", after="50%"),)


def test_a_denial_is_told(index: StoryIndex, make: Make) -> None:
    """With the words that deny."""
    _put(index, make("Stellantis in talks to sell Maserati to Chery", source="Auto Ledger"))
    placement = index.place(
        make("Stellantis denies talks to sell Maserati to Chery", source="Turin Post", hours=2)
    )
    assert placement.novelties == (Denied(source="Turin Post", words="denies"),)


def test_two_languages_meet_in_a_company_and_two_amounts(index: StoryIndex, make: Make) -> None:
    """Words cannot; numbers of one company can, within half a day."""
    english = make("BYD raises $5.6 billion in share sale, 129.8 million shares at 5% discount")
    chinese = make("比亚迪配售筹资56亿美元 折让5%", lang="zh", hours=3)
    first = _put(index, english, (_tag("1211.HK"),))
    assert index.place(chinese, (_tag("1211.HK"),)).story_id == first.story_id
    assert index.place(chinese, (_tag("0175.HK"),)).new


def test_two_languages_with_one_amount_are_linked(index: StoryIndex, make: Make) -> None:
    """One amount may be chance: told, and linked."""
    first = _put(index, make("BYD raises $5.6 billion in share sale"), (_tag("1211.HK"),))
    placement = index.place(make("比亚迪配售筹资56亿美元", lang="zh", hours=3), (_tag("1211.HK"),))
    assert placement.new
    assert placement.related == first.story_id


def test_a_separated_item_leads_a_story_of_its_own(index: StoryIndex, make: Make) -> None:
    """What is nearest to it follows it, though the old story has more reports."""
    opened = _put(index, make(CURBS, source="One"))
    for hours in (1, 2, 3):
        _put(index, make(CURBS, source=f"Copy {hours}", hours=hours))
    wrong = make("Beijing restricts exports of gallium to Dutch lithography firms", hours=4)
    index.add(wrong, (), Placement(story_id=opened.story_id, new=False, why=verbatim("same")))
    index.separate(wrong.id, opened.story_id)
    again = index.place(
        make("Beijing restricts gallium exports to Dutch lithography firms", source="Late", hours=5)
    )
    assert again.story_id == story_id(wrong.id)


def test_items_of_one_title_can_be_separated(index: StoryIndex, make: Make) -> None:
    """After that the title decides nothing."""
    opened = _put(index, make(CURBS, source="One", summary="Licences are needed from August."))
    other = make(CURBS, source="Two", hours=2, summary="A column on Dutch lithography by a guest.")
    assert _put(index, other).story_id == opened.story_id
    index.separate(other.id, opened.story_id)
    third = index.place(
        make(CURBS, source="Three", hours=3, summary="A guest's column on Dutch lithography.")
    )
    assert third.story_id == story_id(other.id)


def test_separating_what_is_not_there_is_harmless(index: StoryIndex, make: Make) -> None:
    """A button pressed long after the window."""
    opened = _put(index, make(CURBS))
    index.separate(ItemId("gone"), opened.story_id)
    index.separate(make(CURBS).id, opened.story_id)
    assert index.place(make(CURBS, source="Two")).story_id == opened.story_id


def test_feeds_in_any_language_work_without_the_table(make: Make) -> None:
    """Only the judgement is poorer."""
    index = StoryIndex(Frequencies())
    first = _put(index, make("Thyssenkrupp verkauft Marinesparte an Carlyle", lang="de"))
    second = index.place(
        make("Marinesparte: Thyssenkrupp verkauft an Carlyle", lang="de", source="Zwei")
    )
    assert second.story_id == first.story_id


@pytest.mark.parametrize("title", ["!", "…", "12", "ok", "🚢🚢🚢", "的"])
def test_any_title_can_be_placed(index: StoryIndex, make: Make, title: str) -> None:
    """Feeds hold everything."""
    _put(index, make(title))
    assert index.place(make(title, source="Two", hours=1)).why.key


def test_a_gist_of_another_version_is_read_anew(
    index: StoryIndex, frequencies: Frequencies, make: Make
) -> None:
    """An update of Tapewatch finds the stories again; a broken gist does no harm."""
    item = make(CURBS, summary="Gallium goes into chips.", url="https://post.example/curbs")
    opened = _put(index, item)
    asked = make(CURBS_AGAIN, source="Metal Post")
    gist = index.gist(item.id)
    assert index.gist(asked.id) == ""
    for stored in (gist, gist.replace("[1,", "[0,", 1), "", "[]", "no gist", "7"):
        again = StoryIndex(frequencies)
        again.restore(item, (), opened.story_id, stored)
        assert again.place(asked) == index.place(asked)
        assert again.gist(item.id) == gist
