"""Reads one clause of a query: a word, a phrase, a prefix, a regular expression, a name."""

import re

from bot.query.conditions import COMPARED, only_in_text, read_comparison
from bot.query.fold import fold, is_alone
from bot.query.limits import MAX_PHRASE, MIN_PREFIX
from bot.query.reader import Reader
from bot.query.regex import complaint
from bot.query.tree import Field, Leaf, Macro, Prefix, Regex, Tagged, Term
from bot.query.words import Word, typed, words

OPENING_QUOTE = re.compile('["“„«「”]')
_QUOTED = re.compile('["“„”]([^"“”„]*)["”“]|«([^»]*)»|「([^」]*)」')
_RUN = re.compile(r'(?:[^\s()"“”„«»「」|,]|(?<=\d),(?=\d))+')
_MACRO = re.compile(r"@([^\W_][\w-]*(?:\.[^\W_][\w-]*)?)")
_CASHTAG = re.compile(r"\$([A-Za-z][A-Za-z0-9]*(?:[.-][A-Za-z0-9]+)*|\d+\.[A-Z]{1,3}(?![A-Za-z]))")
_REGEX = re.compile(r"/((?:[^/\\]|\\.)*)/([A-Za-z]*)", re.DOTALL)
_OPERATOR_WORDS = {"and": "AND", "or": "OR", "not": "NOT", "&&": "AND", "&": "AND"}


def read_leaf(reader: Reader, field: Field) -> Leaf:
    """Read the clause that stands here, to be looked for in ``field``.

    Raises:
        QueryError: where it is none.

    """
    start = reader.at
    sign = reader.text[start]
    if OPENING_QUOTE.match(sign):
        return _phrase(reader, field, exact=False)
    if sign == "=":
        return _exact(reader, field)
    if sign == "/":
        return _regex(reader, field)
    if sign == "@":
        return _macro(reader, field)
    if ticker := reader.take(_CASHTAG):
        only_in_text(reader, field, start, "a ticker")
        return Tagged(symbol=ticker[1].upper(), span=ticker.span())
    if reader.sees(COMPARED):
        return read_comparison(reader, field)
    return _word(reader, field)


def _quoted(reader: Reader) -> str:
    start = reader.at
    found = reader.take(_QUOTED)
    if found is None:
        raise reader.fault(
            start,
            'this quote is never closed; write " at the end of the phrase',
            end=start + 1,
            closed_by='"',
        )
    return next(group for group in found.groups() if group is not None)


def _phrase(reader: Reader, field: Field, *, exact: bool, start: int | None = None) -> Term:
    start = reader.at if start is None else start
    found = typed(_quoted(reader))
    return _term(reader, field, found, start, exact=exact)


def _term(reader: Reader, field: Field, found: list[Word], start: int, *, exact: bool) -> Term:
    if not found:
        message = "there is no word in this to look for; write letters or figures"
        raise reader.fault(start, message)
    if len(found) > MAX_PHRASE:
        message = f"this phrase has {len(found)} words and {MAX_PHRASE} are possible; shorten it"
        raise reader.fault(start, message)
    if exact:
        looked_for = tuple(word.surface for word in found)
    elif field in {Field.TEXT, Field.TITLE, Field.BODY}:
        looked_for = tuple(word.norm for word in found)
    else:  # IT and US are abbreviations in a text, but Italian and America in lang: and url:
        looked_for = tuple(word.norm.lower() for word in found)
    return Term(words=looked_for, field=field, exact=exact, span=(start, reader.at))


def _exact(reader: Reader, field: Field) -> Term:
    start = reader.at
    reader.at += 1
    if reader.sees(OPENING_QUOTE):
        return _phrase(reader, field, exact=True, start=start)
    run = reader.take(_RUN)
    if run is None:
        message = '= takes a word or a phrase right after it, as in =CAT or ="Rare Earth"'
        raise reader.fault(start, message, end=start + 1)
    if "*" in run[0]:
        raise reader.fault(start, "= asks for the word exactly as written; leave out = or the *")
    return _term(reader, field, typed(run[0]), start, exact=True)


def _word(reader: Reader, field: Field) -> Term | Prefix:
    start = reader.at
    run = reader.take(_RUN)
    if run is None:
        raise reader.fault(start, "a word, a phrase or ( is expected here", end=start + 1)
    text = run[0]
    _refuse_lookalikes(reader, text, start)
    if "*" in text:
        return _prefix(reader, field, text, start)
    return _term(reader, field, typed(text), start, exact=False)


def _refuse_lookalikes(reader: Reader, text: str, start: int) -> None:
    """Refuse what is probably meant as something else than a word."""
    operator = _OPERATOR_WORDS.get(text.lower())
    if operator is not None:
        raise reader.fault(
            start,
            f'write {operator} in capitals to join, or "{text}" in quotes to look for the word',
            replacement=operator,
        )
    if text[0] in "'‘" and len(text) > 1:
        message = 'a phrase stands in double quotes, as in "rare earth"'
        raise reader.fault(start, message, end=start + 1, replacement='"')
    if text[0] == "!" and len(text) > 1:
        message = "write - or NOT for what must not occur"
        raise reader.fault(start, message, end=start + 1, replacement="-")
    if text[0] in "<>":
        message = "a comparison needs a name on its left, as in pct>=25 or usd>=1b"
        raise reader.fault(start, message)


def _prefix(reader: Reader, field: Field, text: str, start: int) -> Prefix:
    base = text[:-1]
    if "*" in base or not text.endswith("*"):
        raise reader.fault(start, "a * stands only at the end of a word, as in tariff*")
    found = words(base)
    if len(found) != 1:
        raise reader.fault(
            start,
            f'a * goes with one word, and "{base}" is {len(found)}; put the others beside it',
        )
    norm = found[0].norm
    if is_alone(norm):
        message = "this script is searched by its characters anyway; leave out the *"
        raise reader.fault(start, message, replacement=base)
    prefix = norm if norm[0].isdigit() else fold(base).replace("-", "").replace(".", "")
    if len(prefix) < MIN_PREFIX:
        message = f"a prefix needs {MIN_PREFIX} letters or more; {text} would match far too much"
        raise reader.fault(start, message)
    return Prefix(prefix=prefix, field=field, span=(start, reader.at))


def _regex(reader: Reader, field: Field) -> Regex:
    start = reader.at
    found = reader.take(_REGEX)
    if found is None:
        message = "this regular expression is never closed; write / at its end, and \\/ inside it"
        raise reader.fault(start, message, end=start + 1, closed_by="/")
    pattern, flags = found[1].replace("\\/", "/"), found[2]
    if flags not in {"", "i"}:
        message = f"there is no flag {flags}; only i, which ignores case"
        raise reader.fault(found.start(2), message, replacement="i" if "i" in flags else "")
    ignore_case = flags == "i"
    if not pattern:
        raise reader.fault(start, "an empty regular expression matches everything; write one")
    if wrong := complaint(pattern, ignore_case=ignore_case):
        raise reader.fault(start, f"this regular expression cannot be used: {wrong}")
    return Regex(pattern=pattern, ignore_case=ignore_case, field=field, span=found.span())


def _macro(reader: Reader, field: Field) -> Macro:
    start = reader.at
    found = reader.take(_MACRO)
    if found is None:
        message = "@ takes the name of a query right after it, as in @tariffs or @defense.contracts"
        raise reader.fault(start, message, end=start + 1)
    return Macro(name=found[1], field=field, span=found.span())
