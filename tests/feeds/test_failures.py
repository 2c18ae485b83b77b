"""What the library calls it, and what we say."""

import ssl
from string import Formatter

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from bot.domain.english import ENGLISH
from bot.domain.sentence import said
from bot.feeds.body import BodyError
from bot.feeds.failures import _KEYS, explain_error, explain_status

KEY = ConnectionKey(
    "h.example", 443, is_ssl=True, ssl=True, proxy=None, proxy_auth=None, proxy_headers_hash=None
)


def expired() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "certificate has expired"
    return error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            aiohttp.ClientConnectorCertificateError(KEY, expired()),
            "h.example cannot prove who it is: certificate has expired",
        ),
        (
            BodyError(said("fetch.body_large", megabytes=10)),
            "h.example sent a body that cannot be taken: it is larger than 10 MB",
        ),
        (aiohttp.ConnectionTimeoutError(), "h.example did not accept a connection in time"),
        (TimeoutError(), "h.example did not finish its answer in time"),
        (ConnectionResetError(), "h.example broke the connection off"),
        (UnicodeError(), "h.example cannot be asked (UnicodeError); check the feed's address"),
    ],
)
def test_an_error_is_a_sentence(error: Exception, sentence: str) -> None:
    assert str(explain_error("h.example", error)) == sentence


def test_a_status_without_advice_of_its_own_says_what_to_check() -> None:
    assert str(explain_status("h.example", 451)) == (
        "h.example answered 451 Unavailable For Legal Reasons: check the feed's address"
    )


@pytest.mark.parametrize("key", [key for _, key in _KEYS])
def test_what_an_error_is_called_asks_for_the_host_and_the_detail_at_most(key: str) -> None:
    """No other value is given, whichever it is."""
    assert {name for _, name, _, _ in Formatter().parse(ENGLISH[key]) if name} <= {"host", "detail"}
