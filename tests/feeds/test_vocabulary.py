"""Of every element feedparser has code for we know what it does."""

from feedparser.mixin import _FeedParserMixin

from bot.feeds.vocabulary import HARMLESS, NAMESPACES, PARTS, STRANGE, STRANGE_IN_ENTRIES

# What only the feed has, or only a part of another element; within entries feedparser overlooks it.
ELSEWHERE = {"cloud", "name"}


def handled() -> set[str]:
    """Give the names of the elements that feedparser has code for."""
    prefixes = ("_start_", "_end_")
    return {
        name.removeprefix(prefix).lower()
        for name in dir(_FeedParserMixin)
        for prefix in prefixes
        if name.startswith(prefix)
    }


def test_every_element_feedparser_has_code_for_is_read_harmless_or_strange() -> None:
    known = PARTS.keys() | HARMLESS | STRANGE | STRANGE_IN_ENTRIES | ELSEWHERE

    assert handled() <= known


def test_no_element_is_two_of_these() -> None:
    groups = [set(PARTS), HARMLESS, STRANGE, STRANGE_IN_ENTRIES, ELSEWHERE]

    assert sum(map(len, groups)) == len(set().union(*groups))


def test_namespaces_of_which_feedparser_has_code_have_its_prefixes() -> None:
    theirs = {uri.lower(): prefix.lower() for uri, prefix in _FeedParserMixin.namespaces.items()}
    prefixes = {name.partition("_")[0] for name in handled() if "_" in name} | {""}
    needed = {uri: prefix for uri, prefix in theirs.items() if prefix in prefixes and uri}

    assert needed.items() <= NAMESPACES.items()
    assert NAMESPACES.items() <= theirs.items()
