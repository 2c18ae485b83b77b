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
        only_in_text(reader, field, start, "query.ticker_inside")
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
            "query.quote_open",
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
        raise reader.fault(start, "query.no_word")
    if len(found) > MAX_PHRASE:
        raise reader.fault(start, "query.phrase_long", length=len(found), most=MAX_PHRASE)
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
        raise reader.fault(start, "query.exact_alone", end=start + 1)
    if "*" in run[0]:
        raise reader.fault(start, "query.exact_star")
    return _term(reader, field, typed(run[0]), start, exact=True)


def _word(reader: Reader, field: Field) -> Term | Prefix:
    start = reader.at
    run = reader.take(_RUN)
    if run is None:
        raise reader.fault(start, "query.expected", end=start + 1)
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
            "query.operator_word",
            replacement=operator,
            operator=operator,
            word=text,
        )
    if text[0] in "'‘" and len(text) > 1:
        raise reader.fault(start, "query.single_quotes", end=start + 1, replacement='"')
    if text[0] == "!" and len(text) > 1:
        raise reader.fault(start, "query.exclamation", end=start + 1, replacement="-")
    if text[0] in "<>":
        raise reader.fault(start, "query.left_unnamed")


def _prefix(reader: Reader, field: Field, text: str, start: int) -> Prefix:
    base = text[:-1]
    if "*" in base or not text.endswith("*"):
        raise reader.fault(start, "query.star_inside")
    found = words(base)
    if len(found) != 1:
        raise reader.fault(start, "query.star_words", text=base, words=len(found))
    norm = found[0].norm
    if is_alone(norm):
        raise reader.fault(start, "query.star_script", replacement=base)
    prefix = norm if norm[0].isdigit() else fold(base).replace("-", "").replace(".", "")
    if not prefix.isalnum():  # signs around the word, and letters that are written with marks
        prefix = norm.lower()
    if len(prefix) < MIN_PREFIX:
        raise reader.fault(start, "query.prefix_short", least=MIN_PREFIX, text=text)
    return Prefix(prefix=prefix, field=field, span=(start, reader.at))


def _regex(reader: Reader, field: Field) -> Regex:
    start = reader.at
    found = reader.take(_REGEX)
    if found is None:
        raise reader.fault(start, "query.regex_open", end=start + 1, closed_by="/")
    pattern, flags = found[1].replace("\\/", "/"), found[2]
    if flags not in {"", "i"}:
        kept = "i" if "i" in flags else ""
        raise reader.fault(found.start(2), "query.regex_flag", replacement=kept, flags=flags)
    ignore_case = flags == "i"
    if not pattern:
        raise reader.fault(start, "query.regex_empty")
    if wrong := complaint(pattern, ignore_case=ignore_case):
        raise reader.fault(start, "query.regex_wrong", wrong=wrong)
    return Regex(pattern=pattern, ignore_case=ignore_case, field=field, span=found.span())


def _macro(reader: Reader, field: Field) -> Macro:
    start = reader.at
    found = reader.take(_MACRO)
    if found is None:
        raise reader.fault(start, "query.name_missing", end=start + 1)
    return Macro(name=found[1], field=field, span=found.span())
