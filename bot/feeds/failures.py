"""Why nothing came, in a sentence for the operator: what happened, and what can be done. Pure."""

from http import HTTPStatus
from ssl import SSLCertVerificationError

import aiohttp

from bot.feeds.body import BodyError
from bot.feeds.guard import PrivateAddressError

_ADVICE = {
    401: "it wants a user name and password; put them in the feed's address",
    403: "it refuses this machine's address or our User-Agent; see whether the feed opens in a browser here, "
    "and disable it if it does not",
    404: "there is no feed at this address; look for its new one on the publisher's site",
    410: "the feed was ended for good; it is polled no more, remove it or give its new address",
    429: "we ask too often; give the feed a longer interval",
}


# The first that fits: the library's errors are kinds of one another (a certificate fault is a
# connection error and a ValueError, a silent socket a TimeoutError).
_SENTENCES: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((BodyError,), "{host} sent a body that cannot be taken: {detail}"),
    (
        (PrivateAddressError,),
        "{host} is on a private network, where a feed that a subscriber adds may not lead",
    ),
    (
        (aiohttp.ClientConnectorDNSError,),
        "the name {host} cannot be resolved; check the feed's address and this machine's DNS",
    ),
    ((aiohttp.ClientConnectorCertificateError,), "{host} cannot prove who it is: {detail}"),
    ((aiohttp.ClientSSLError,), "no secure connection to {host} came about: {detail}"),
    ((aiohttp.ConnectionTimeoutError,), "{host} did not accept a connection in time"),
    ((aiohttp.ClientConnectorError,), "no connection to {host} came about: {detail}"),
    ((aiohttp.SocketTimeoutError,), "{host} took our request and then fell silent"),
    ((TimeoutError,), "{host} did not finish its answer in time"),
    ((aiohttp.ClientPayloadError,), "{host} broke its answer off in the middle"),
    ((aiohttp.ClientConnectionError, ConnectionError), "{host} broke the connection off"),
    ((aiohttp.ClientResponseError,), "{host} does not answer in HTTP: {detail}"),
)


def explain_status(host: str, status: int) -> str:
    """Say what an answer without a feed means."""
    try:
        name = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        name = str(status)
    advice = _ADVICE.get(status)
    if advice is None:
        advice = (
            "its server is in trouble, and is asked again later"
            if status >= 500
            else "check the feed's address"
        )
    return f"{host} answered {name}: {advice}"


def explain_error(host: str, error: Exception) -> str:
    """Say why there was no answer, or none that can be used."""
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    for kinds, sentence in _SENTENCES:
        if isinstance(error, kinds) or isinstance(cause, kinds):
            return sentence.format(host=host, detail=_detail(error))
    return f"{host} cannot be asked ({type(error).__name__}); check the feed's address"


def _detail(error: Exception) -> str:
    match error:
        case aiohttp.ClientConnectorCertificateError(
            certificate_error=SSLCertVerificationError() as e
        ):
            return e.verify_message
        case aiohttp.ClientConnectorError():
            return error.os_error.strerror or type(error.os_error).__name__
        case aiohttp.ClientResponseError():
            return error.message.strip().partition("\n")[0][:100]
        case _:
            return str(error)
