"""A link as it names a page, whoever passed it on: what tells nothing of the page is dropped."""

import base64
import binascii
import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

_TRACKING = re.compile(
    r"(?:utm_|mc_|pk_|hsa_|oly_|vero_|ga_|at_|ns_|wt\.|__s$|fbclid$|gclid$|dclid$|msclkid$|igshid$|yclid$|twclid$"
    r"|ocid$|cmpid$|cmp$|icid$|ncid$|mod$|ref$|ref_src$|ref_url$|refsrc$|referrer$|source$|src$|smid$|smtyp$"
    r"|sr_share$|soc_src$|soc_trk$|guce|guccounter$|partner$|feedtype$|feedname$|rss$|via$|taid$|amp$|outputtype$"
    r"|xtor$|spm$|share$|sh$|tsrc$|\.tsrc$|yptr$|campaign|newsletter|embedded-checkout$|rpc$|cid$|leadsource$)",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"^(?:www\d?|m|mobile|amp|edition|touch|wap)\.(?=[^.]+\.[^.])")
_AMP_PATH = re.compile(r"(?:^/amp(?=/)|/amp(?:\.html)?/?$|\.amp(?=\.html?$|$))", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_AMP_CACHE = re.compile(r"^/(?:[a-z]/)?(?:s/)?(?=[\w-]+\.)")
_WRAPPED = ("url", "u", "q", "target", "destination", "redirect")
_WRAPPERS = frozenset(
    {
        "google.com/url",
        "news.google.com",
        "bing.com/news/apiclick.aspx",
        "l.facebook.com/l.php",
        "out.reddit.com",
        "feedproxy.google.com",
        "getpocket.com/redirect",
    }
)
_PLAIN = re.compile(
    r"(?!.*\.amp\b)https?://(?:www\.)?((?!www|m\.|mobile\.|amp\.|edition\.|touch\.|wap\.|news\.google\.|[^/]*ampproject)[\w-]+(?:\.[\w-]+)+)"
    r"((?:/(?!amp\b|index\.|default\.)[\w.,~-]*[\w,~-])+)/?$",
    re.ASCII,
)
"""Most links: nothing to take off but the scheme."""
_READABLE = re.compile(rb"https?://[\x21-\x7e]+")


def canonical(url: str) -> str:
    """Give the page ``url`` names without scheme, or nothing where it names no page of its own.

    Tracking parameters, AMP pages and caches, mobile hosts and the wrappers of aggregators all lead
    to the same name. A bare front page tells no item from another, so it gives nothing.
    """
    plain = _PLAIN.match(url)
    if plain:
        return plain[1].lower() + plain[2]
    for _ in range(3):  # a wrapper in a wrapper is seen; deeper is a trap
        try:
            parts = urlsplit(url.strip())
            host = (parts.hostname or "").rstrip(".")
        except ValueError:
            return ""
        inner = _unwrapped(host, parts.path, parts.query)
        if not inner:
            break
        url = inner
    else:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return ""
    host = _MOBILE.sub("", host)
    path = _INDEX.sub("/", _AMP_PATH.sub("", unquote(parts.path)))
    path = path.rstrip("/")
    query = urlencode(
        sorted(
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=False)
            if not _TRACKING.match(name)
        )
    )
    if not path and not query:
        return ""
    return f"{host}{path}" + (f"?{query}" if query else "")


def _unwrapped(host: str, path: str, query: str) -> str:
    """Give the address a wrapper leads to, nothing for an address that is none."""
    bare = _MOBILE.sub("", host)
    if bare == "google.com" and path.startswith("/amp/"):
        return "https://" + _AMP_CACHE.sub("", path[len("/amp/") :].removeprefix("s/"))
    if bare.endswith(".cdn.ampproject.org"):
        return "https://" + _AMP_CACHE.sub("", path)
    if bare == "news.google.com":
        encoded = re.search(r"/(?:articles|read)/([\w-]{20,})", path)
        if encoded:
            return _google_news(encoded[1])
    if bare in _WRAPPERS or f"{bare}{path}".rstrip("/").lower() in _WRAPPERS:
        given = dict(parse_qsl(query))
        for name in _WRAPPED:
            if given.get(name, "").startswith(("http://", "https://")):
                return given[name]
    return ""


def _google_news(encoded: str) -> str:
    """Read the address out of an older Google News link; newer ones hold only a key of Google's."""
    try:
        raw = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except (binascii.Error, ValueError):
        return ""
    found = _READABLE.search(raw)
    return found[0].decode("ascii") if found else ""
