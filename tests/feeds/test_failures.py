"""What the library calls it, and what we say."""

import ssl

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from bot.feeds.failures import explain_error, explain_status

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
        (aiohttp.ConnectionTimeoutError(), "h.example did not accept a connection in time"),
        (TimeoutError(), "h.example did not finish its answer in time"),
        (ConnectionResetError(), "h.example broke the connection off"),
        (UnicodeError(), "h.example cannot be asked (UnicodeError); check the feed's address"),
    ],
)
def test_an_error_is_a_sentence(error: Exception, sentence: str) -> None:
    assert explain_error("h.example", error) == sentence


def test_a_status_without_advice_of_its_own_says_what_to_check() -> None:
    assert explain_status("h.example", 451) == (
        "h.example answered 451 Unavailable For Legal Reasons: check the feed's address"
    )
