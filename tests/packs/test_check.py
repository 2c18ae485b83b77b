"""Examples and noise bounds are held against the rules, and failures say why."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.item import Item, ItemId
from bot.packs.check import CheckReport, Kind, check
from bot.packs.location import default_rules

Write = Callable[[str, str], Path]

PACK = """
    id: steel
    title: Steel
    rules:
      - id: tariff
        title: A tariff on steel
        query: tariff steel -opinion
        per_day: {at_most: 1}
        examples:
          match:
            - Tariffs on steel rise
            - Steel quota cut
            - "Opinion: steel tariffs"
          ignore:
            - Tariff on tin
            - Steel faces tariff
      - id: chinese
        title: In Chinese
        query: 钢铁 关税
        lang: zh
        examples:
          match: [钢铁关税上调]
          ignore: [钢铁展览]
"""


def why(report: CheckReport) -> list[str]:
    """Give what is wrong as ``line: message``."""
    return [f"{one.line}: {one.message}" for one in report.failures]


def test_a_failing_example_says_what_it_lacked_or_matched_on(write: Write) -> None:
    """With the place of the example; the others pass."""
    report = check([write("p.yaml", PACK)])
    assert (report.files, report.rules, len(report.verdicts)) == (1, 2, 7)
    assert why(report) == [
        '11: steel/tariff must match "Steel quota cut", and lacks tariff (not found)',
        '12: steel/tariff must match "Opinion: steel tariffs", and lacks -opinion (found "Opinion")',
        '15: steel/tariff must ignore "Steel faces tariff", and matched on "Steel", "tariff"',
    ]


def test_an_example_may_say_its_summary_language_publisher_tier_and_sources(write: Write) -> None:
    """So that rules on fields and on the story can be shown too."""
    pack = """
        id: p
        title: P
        rules:
          - id: r
            title: R
            query: body:steel source:USTR official:yes sources>=2
            examples:
              match:
                - {title: A, summary: On steel, source: USTR, tier: official, sources: 2}
              ignore:
                - {title: A, summary: On steel, source: USTR, tier: official}
                - {title: A, summary: On steel, source: USTR, sources: 2}
                - {title: Steel, source: USTR, tier: official, sources: 2}
    """
    assert check([write("p.yaml", pack)]).failures == ()


def test_rules_on_companies_and_themes_are_shown_with_tickers(write: Write, tmp_path: Path) -> None:
    """The example's text is tagged as any item's."""
    write("baskets/b.yaml", "id: b\ntitle: B\nwhen: hammer\nentries: []\n")
    write(
        "packs/p.yaml",
        """
        id: p
        title: P
        rules:
          - id: r
            title: R
            query: $LMT | basket:b
            examples:
              match: ["Lockheed Martin (NYSE: LMT) wins order", Hammer prices rise]
              ignore: [Northrop wins order, Nail prices rise]
        """,
    )
    assert check([tmp_path]).failures == ()
    assert check([tmp_path / "packs/p.yaml"]).failures == ()


def test_a_broken_file_does_not_hide_the_examples_of_another(write: Write, tmp_path: Path) -> None:
    """Faults first, then examples."""
    write("a.yaml", "id: a\n  title: A")
    write("p.yaml", PACK)
    report = check([tmp_path])
    assert [Path(one.file).name for one in report.problems] == ["a.yaml"]
    assert len(report.failures) == 4


def test_a_path_given_twice_is_checked_once_and_an_empty_one_is_told(
    write: Write, tmp_path: Path
) -> None:
    """A folder and a file in it may be named together."""
    path = write("p.yaml", PACK)
    (tmp_path / "empty").mkdir()
    report = check([tmp_path, path, tmp_path / "empty"])
    assert report.files == 1
    assert [one.message for one in report.problems] == ["holds no YAML file"]


def item(title: str, day: int | None) -> Item:
    """Give a recorded item."""
    published = datetime(2026, 3, day, 12, tzinfo=UTC) if day else None
    return Item(id=ItemId(title), title=title, published=published)


def test_a_noise_bound_is_held_against_a_recorded_stream(write: Write) -> None:
    """By days of UTC; items without a time do not count."""
    path = write("p.yaml", PACK)
    quiet = [item("Steel tariff", 1), item("Steel tariff", 2), item("Steel tariff", None)]
    noisy = [*quiet, item("Tariff on steel", 2)]
    bounds = [one for one in check([path], quiet).verdicts if one.kind is Kind.PER_DAY]
    assert [(one.title, one.problem) for one in bounds] == [("at most 1 a day", None)]
    assert why(check([path], noisy))[-1] == (
        "7: steel/tariff must match at most 1 items a day, and matched 2 on 2026-03-02; "
        "narrow its query, or raise the bound"
    )


def test_a_pack_alone_may_name_shipped_words(write: Write) -> None:
    """As the bot would allow it beside them."""
    pack = """
        id: p
        title: P
        rules:
          - {id: r, title: R, query: "@words.leader @tariffs", baskets: [steel]}
    """
    assert check([write("p.yaml", pack)]).failures == ()


def test_what_is_shipped_passes() -> None:
    """Every pack, basket, feed list, alias and example."""
    assert [str(one) for one in check([default_rules()]).failures] == []
