"""Which characters a body's bytes stand for, when its header, its declaration and its bytes disagree."""

import codecs
import re

# Encodings a feed may be in. Others Python knows are no character sets of documents ("punycode",
# "unicode_escape", "utf-7") and some of them are slow on hostile input. UTF-16 is never believed of
# a declaration: a document that can be read so far is not in it.
_KNOWN = {
    "utf-8", "gb18030", "big5hkscs", "cp932", "euc_jp", "iso2022_jp", "cp949", "koi8-r", "koi8-u",
    "mac-roman", "tis-620", "cp874", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255",
    "cp1256", "cp1257", "cp1258", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6",
    "iso8859-7", "iso8859-8", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16",
}  # fmt: skip
# What is declared is often the smaller sister of what is used (WHATWG Encoding, "names and labels").
_LARGER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
}
_BOMS = (  # the longer ones first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SNIFFED = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
"""UTF-16 without a byte order mark: XML begins with "<"."""
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")
_GOOD_FOR_BAD = 5
"""Characters beyond ASCII that must come out right for one that does not, or it is another encoding."""


def to_text(body: bytes, content_type: str = "") -> str:
    """Give the text of a document, without its XML declaration and without what XML does not allow.

    A byte order mark decides; then bytes that can be UTF-8 are UTF-8, whatever is said of them; then
    the document's declaration, then the header's ``charset`` (they disagree where a server adds its
    default to every file), the first under which nearly all characters come out right.
    """
    text = _decode(body, content_type)
    return _DECLARATION.sub("", _NOT_XML.sub("", text), count=1).lstrip()


def _decode(body: bytes, content_type: str) -> str:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    for beginning, encoding in _SNIFFED:
        if body.startswith(beginning):
            return body.decode(encoding, "replace")
    declared, charset = _DECLARED.search(body[:1000]), _CHARSET.search(content_type)
    candidates = [
        _encoding(declared[1].decode("ascii", "replace")) if declared else "",
        _encoding(charset[1]) if charset else "",
        "utf-8",
    ]
    if not body.isascii() and _is_utf8(body):
        candidates = ["utf-8"]
    for encoding in filter(None, candidates):
        text = body.decode(encoding, "replace")
        bad = text.count("\ufffd")
        if bad * _GOOD_FOR_BAD <= len(text) - len(text.encode("ascii", "ignore")):
            return text
    return body.decode("cp1252", "replace")


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _encoding(label: str) -> str:
    """Give Python's name for the encoding to use where ``label`` is declared, or nothing."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
    name = _LARGER.get(name, name)
    return name if name in _KNOWN else ""
