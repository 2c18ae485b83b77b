"""An error says where, what is wrong and what to write instead."""

import pytest

from bot.domain.sentence import verbatim
from bot.query.errors import QueryError, fault
from bot.query.parser import parse


def _error(text: str) -> QueryError:
    with pytest.raises(QueryError) as raised:
        parse(text)
    return raised.value


@pytest.mark.parametrize(
    ("typed", "column", "says", "perhaps"),
    [
        ("", 1, "empty", ""),
        ("   ", 1, "empty", ""),
        ("tariff or duty", 8, "write OR in capitals", "tariff OR duty"),
        ("tariff And duty", 8, "write AND in capitals", "tariff AND duty"),
        ("not opinion", 1, "write NOT in capitals", "NOT opinion"),
        ("a && b", 3, "write AND in capitals", "a AND b"),
        ('tariff "rare earth', 8, "quote is never closed", 'tariff "rare earth"'),
        ("tariff (steel OR x", 8, "parenthesis is never closed", "tariff (steel OR x)"),
        ("tariff) steel", 7, "closes nothing", "tariff steel"),
        ("a OR", 3, "OR needs something on its right", "a"),
        ("OR a", 1, "OR needs something on its left", "a"),
        ("a AND OR b", 3, "AND needs something on its right", "a  OR b"),
        ("a | | b", 3, "| needs something on its right", "a  | b"),
        ("(a OR) b", 4, "OR needs something on its right", "(a ) b"),
        ("-", 1, "a minus stands right before", ""),
        ("a - b", 3, "a minus stands right before", ""),
        ("()", 1, "nothing between", ""),
        ("a NEAR b", 3, "NEAR needs a number of words", "a NEAR/8 b"),
        ("a near/8 b", 3, "write NEAR/8 in capitals", "a NEAR/8 b"),
        ("a NEAR/0 b", 3, "NEAR takes 1 to 100 words", "a NEAR/100 b"),
        ("a NEAR/8", 3, "NEAR/8 needs something on its right", "a"),
        ("a NEAR/8 -b", 10, "NEAR cannot stand beside what must not occur", ""),
        ("-a NEAR/8 b", 1, "NEAR cannot stand beside what must not occur", "-(a NEAR/8 b)"),
        ("a NEAR/8 (b c)", 11, "a side of NEAR is a word", ""),
        ("a NEAR/8 $LMT", 10, "a side of NEAR is a word", ""),
        ("title:a NEAR/8 b", 7, "in the same field", ""),
        ("a NEAR/3 b NEAR/3 c", 12, "NEAR joins two", "a NEAR/3 b AND b NEAR/3 c"),
        ("ta*", 1, "a prefix needs 3 letters", ""),
        ("*ariff", 1, "only at the end of a word", ""),
        ("tar*iff", 1, "only at the end of a word", ""),
        ("rare-eart*", 1, "goes with one word", ""),
        ("关税*", 1, "goes with one word", ""),
        ("关*", 1, "leave out the *", "关"),
        ("=tar*", 1, "exactly as written", ""),
        ("= CAT", 1, "takes a word or a phrase right after it", ""),
        ("titel:x", 1, "there is no field titel:", "title:x"),
        ("headline:x", 1, "there is no field headline:", "title:x"),
        ("zzz:x", 1, "there are text, title, body", ""),
        ("title: x", 1, "right after title:, without a blank", ""),
        ("title:-x", 1, "the minus stands before the field", "-title:x"),
        ("title:(body:x)", 8, "stands inside title: already", ""),
        ("title:$LMT", 7, "a ticker is not looked for in a field", ""),
        ("title:(sources>=2)", 8, "a condition on the story is not looked for in a field", ""),
        ("source:pct>=2", 8, "amounts are found in title and summary", ""),
        ("https://example.org/x", 1, "of an address, write only what matters", ""),
        ("within:30m", 1, "within: follows a number of sources", ""),
        ("/[/", 1, "cannot be used: missing ]", ""),
        ("/(?=x)/", 1, "no look-around", ""),
        ("/a*/", 1, "matches the empty text", ""),
        ("//", 1, "an empty regular expression", ""),
        ("/a{900}{900}/", 1, "cannot be used", ""),
        ("/(abc){500}/", 1, "too large", ""),
        ("/abc", 1, "never closed", "/abc/"),
        ("/abc/gi", 6, "there is no flag gi", "/abc/i"),
        ("pct>=", 6, "a number is missing", ""),
        ("pct>=many", 6, "many is no number", ""),
        ("usd>=5%", 6, "5% is no number", ""),
        ("usd>=1 billion", 1, "without a blank: 1b", "usd>=1b"),
        ("percent>=25", 1, "percent cannot be compared", "pct>=25"),
        ("foo>=25", 1, "foo cannot be compared", ""),
        ("x >25", 1, "x cannot be compared", ""),
        ("> 25", 1, "needs a name on its left", ""),
        ("sources>=x", 1, "whole numbers", ""),
        ("sources>=2 within:soon", 19, "within: takes a time", ""),
        ("tier<=9", 1, "a tier is one of 1 (official)", ""),
        ("age<2parsecs", 1, "an age is written like", ""),
        ("official:maybe", 1, "official:yes or official:no", "official:yes"),
        ("watchlist:yours", 1, "there is one watchlist", "watchlist:mine"),
        ("ticker:(LMT)", 1, "one symbol right after it", ""),
        ("basket:(x)", 1, "a basket's name", ""),
        ("@", 1, "@ takes the name of a query", ""),
        ("a, b", 2, "a comma stands only between", "a OR  b"),
        ("3 of (a, b)", 1, "3 of 2 cannot be", ""),
        ("2 of (a, , b)", 10, "a comma stands only between", ""),
        ("'rare earth'", 1, "double quotes", ""),
        ("!a", 1, "write - or NOT", "-a"),
        ('"…"', 1, "no word in this", ""),
        ("(copper AND", 9, "AND needs something on its right", "(copper)"),
        ('(tariff or "rare earth', 9, "write OR in capitals", '(tariff OR "rare earth")'),
        ("a\nAND b\nor c", 1, "write OR in capitals", "a\nAND b\nOR c"),
    ],
)
def test_each_fault_is_said_where_it_is(typed: str, column: int, says: str, perhaps: str) -> None:
    error = _error(typed)
    assert says in error.problem.message
    assert error.problem.column == column
    assert perhaps in {error.suggestion, ""}


def test_the_caret_stands_under_the_fault_of_its_line() -> None:
    problem = _error("tariff\nAND titel:steel").problem
    assert (problem.line, problem.column) == (2, 5)
    assert problem.excerpt == "AND titel:steel\n    ^^^^^^"


def test_wide_letters_take_two_columns() -> None:
    assert _error("关税 or 稀土").problem.excerpt == "关税 or 稀土\n     ^^"


def test_a_long_line_is_cut_around_the_fault() -> None:
    excerpt = _error("word " * 100 + "or " + "word " * 100).problem.excerpt
    shown, carets = excerpt.split("\n")
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 130
    assert shown[carets.index("^") :].startswith("or ")


def test_the_message_ends_with_what_was_probably_meant() -> None:
    error = _error("a or b")
    assert error.problem.message.endswith("; perhaps: a OR b")
    assert str(error) == f"1:3: {error.problem.message}\na or b\n  ^^"


def test_a_fault_at_the_end_points_behind_the_last_sign() -> None:
    assert fault("ab", 9, verbatim("missing")).problem.excerpt == "ab\n  ^"
