"""Where a headline ends and its publisher's name begins."""

import pytest

from bot.tickers import publisher


@pytest.mark.parametrize(
    ("title", "source", "headline"),
    [
        ("Ports reopen after storm - Harbour Times", "", "Ports reopen after storm"),
        ("Ports reopen after storm | Dockside", "Dockside", "Ports reopen after storm"),
        ("Ports reopen after storm – dock.com", "", "Ports reopen after storm – dock.com"),
        ("Ports reopen after storm – Dock.com", "", "Ports reopen after storm"),
        ("Ports reopen - what to know now", "", "Ports reopen - what to know now"),
        ("Post - Ports", "", "Post - Ports"),
        (
            "Ports - harbours - quays reopen soon - Daily Mail",
            "",
            "Ports - harbours - quays reopen soon",
        ),
    ],
)
def test_cut(title: str, source: str, headline: str) -> None:
    """A short last part that is the source, or is called as the press is, goes."""
    assert title[: publisher.cut(title, source)] == headline
