"""Official numbers, in any language."""

from collections.abc import Callable

import pytest

from bot.domain.item import Item
from bot.stories.references import references


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Executive Order 14257 on reciprocal tariffs", {"order 14257"}),
        ("What E.O. 14257 means for importers", {"order 14257"}),
        ("特朗普签署第14257号行政令", {"order 14257"}),
        ("Proclamation 10,908 on autos", {"proclamation 10908"}),
        ("Comments due on docket USTR-2025-0012", {"docket USTR-2025-0012"}),
        ("Verordnung (EU) 2023/956 angepasst", {"union 2023/956"}),
        ("Hackers use CVE-2025-53770", {"cve 2025-53770"}),
        ("MOFCOM Announcement No. 18 of 2025", {"notice 18 2025"}),
        ("商务部公告2025年第18号", {"notice 18 2025"}),
        ("海关总署2025年第18号公告", {"notice 18 2025"}),
        ("Section 301 duties of 25% from 2025-06-01", set()),
        ("EO holds 2000 words", set()),
    ],
)
def test_a_document_has_one_name_in_every_language(
    make: Callable[..., Item], title: str, named: set[str]
) -> None:
    """Whoever reports it."""
    assert references(make(title)) == named
