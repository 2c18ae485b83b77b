"""What of an address may be shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.urls import redact_url, without_credentials


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:s3cret@x.example/feed", "https://***@x.example/feed"),
        ("https://s3cret@x.example", "https://***@x.example"),
        ("https://x.example/?token=s3cret&page=2", "https://x.example/?token=***&page=2"),
        ("https://x.example/?a=1&API_KEY=s3cret#top", "https://x.example/?a=1&API_KEY=***#top"),
        ("https://x.example/?key=s3cret;sig=s3cret", "https://x.example/?key=***;sig=***"),
        ("from https://a:s3cret@x.example/ to http://b@y.example", "from https://***@x.example/ to http://***@y.example"),
        ("https://x.example/@someone?to=me@y.example", "https://x.example/@someone?to=me@y.example"),
        ("https://x.example/?monkey=1&keyword=tariff", "https://x.example/?monkey=1&keyword=tariff"),
        ("", ""),
    ],
)  # fmt: skip
def test_secrets_are_starred_out(url: str, shown: str) -> None:
    assert redact_url(url) == shown


def test_credentials_are_taken_off() -> None:
    assert without_credentials("https://me:x@y.example/@a") == "https://y.example/@a"


@given(st.text())
def test_any_text_can_be_redacted_twice(text: str) -> None:
    assert redact_url(redact_url(text)) == redact_url(text)
