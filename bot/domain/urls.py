"""Addresses, as far as everybody must agree on them: what of one may be shown and passed on."""

import re

_USERINFO = re.compile(r"(?<=://)[^/?#\s]*@")
_SECRET_PARAMETER = re.compile(
    r"([?&;](?:[\w.-]*(?:token|secret|passw|signature|api[_-]?key)[\w.-]*|key|auth|pwd|sig)=)[^&;#\s]+",
    re.IGNORECASE,
)


def redact_url(url: str) -> str:
    """Give ``url`` as it may be shown: credentials and secret parameters as ``***``.

    Any text is taken, also one that is no address or holds several; without secrets it stays as it is.
    """
    return _SECRET_PARAMETER.sub(r"\1***", _USERINFO.sub("***@", url))


def without_credentials(url: str) -> str:
    """Give ``url`` without the user name and password before its host."""
    return _USERINFO.sub("", url, count=1)
