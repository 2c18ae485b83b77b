"""Why nothing came, in a sentence for the operator: what happened, and what can be done. Pure."""

from http import HTTPStatus
from ssl import SSLCertVerificationError

import aiohttp

from bot.domain.sentence import Sentence, Value, said
from bot.feeds.body import BodyError
from bot.feeds.guard import PrivateAddressError

_ADVICE = {
    401: said("fetch.password"),
    403: said("fetch.forbidden"),
    404: said("fetch.not_there"),
    410: said("fetch.gone"),
    429: said("fetch.too_often"),
}

# The first that fits: the library's errors are kinds of one another (a certificate fault is a
# connection error and a ValueError, a silent socket a TimeoutError).
_KEYS: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((BodyError,), "fetch.body"),
    ((PrivateAddressError,), "fetch.private"),
    ((aiohttp.ClientConnectorDNSError,), "fetch.no_name"),
    ((aiohttp.ClientConnectorCertificateError,), "fetch.certificate"),
    ((aiohttp.ClientSSLError,), "fetch.not_secure"),
    ((aiohttp.ConnectionTimeoutError,), "fetch.not_accepted"),
    ((aiohttp.ClientConnectorError,), "fetch.no_connection"),
    ((aiohttp.SocketTimeoutError,), "fetch.silent"),
    ((TimeoutError,), "fetch.unfinished"),
    ((aiohttp.ClientPayloadError,), "fetch.answer_cut"),
    ((aiohttp.ClientConnectionError, ConnectionError), "fetch.cut"),
    ((aiohttp.ClientResponseError,), "fetch.not_http"),
)


def explain_status(host: str, status: int) -> Sentence:
    """Say what an answer without a feed means."""
    try:
        name = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        name = str(status)
    other = said("fetch.server" if status >= 500 else "fetch.check")
    return said("fetch.status", host=host, status=name, advice=_ADVICE.get(status, other))


def explain_error(host: str, error: Exception) -> Sentence:
    """Say why there was no answer, or none that can be used."""
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    for kinds, key in _KEYS:
        if isinstance(error, kinds) or isinstance(cause, kinds):
            return said(key, host=host, detail=_detail(error))
    return said("fetch.unknown", host=host, error=type(error).__name__)


def _detail(error: Exception) -> Value:
    match error:
        case BodyError():
            return error.said
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
