"""Case, width and accents are folded as a reader would leave them out."""

import pytest

from bot.query.fold import LETTER_ALONE, LETTERS, MARK, fold, is_alone, same_width, shape


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("TARIFF", "tariff"),
        ("ＣＡＴ", "cat"),
        ("Café", "cafe"),
        ("Cafe\u0301", "cafe"),
        ("Zölle", "zolle"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("Ørsted", "orsted"),
        ("ﬁscal", "fiscal"),
        ("İSTANBUL", "istanbul"),
        ("ısı", "isi"),
        ("ΔΑΣΜΟΣ", "δασμοσ"),
        ("δασμός", "δασμοσ"),
        ("Всё", "все"),
        ("российский", "российский"),
        ("الرُّسوم", "الرسوم"),
        ("الرســـوم", "الرسوم"),
        ("مَكّة", "مكه"),
        ("שָׁלוֹם", "שלום"),
        ("ｶﾞｽ", "ガス"),
        ("が", "が"),
        ("टैरिफ", "टैरिफ"),
        ("관세", "관세"),
        ("co\u00adoperation", "cooperation"),
        ("don’t", "dont"),
    ],
)
def test_what_a_reader_may_leave_out_is_folded_and_other_letters_are_kept(
    written: str, folded: str
) -> None:
    assert fold(written) == folded
    assert fold(folded) == folded


def test_the_shape_is_as_long_as_the_text_and_says_what_each_sign_is() -> None:
    text = "É‑ 关e\u0301’ – € ½ﬁ Ⅳ\x01\ud800ｶﾞ％"
    assert len(shape(text)) == len(text)
    assert shape("Éa5") == "Aa5"
    assert shape("关税") == LETTER_ALONE * 2
    assert shape("e\u0301") == f"e{MARK}"
    assert shape("ｶﾞ") == f"{LETTER_ALONE}{MARK}"
    assert shape("ﬁ") == LETTERS
    assert shape("’–€％５") == "'-$%5"
    assert shape("½⑽\x01\ud800\u00a0") == "     "


def test_a_sign_that_stands_for_two_words_parts_words() -> None:
    """Folded it would be another query: a rule says what it looks for in folded words."""
    assert shape("aゟb") == "a b"
    assert shape("0ￊ") == f"0{LETTER_ALONE}"


def test_the_same_word_in_another_width_is_the_same() -> None:
    assert same_width("ＣＡＴ’ｓ") == "CAT's"
    assert same_width("ำ") == "ำ"


def test_letters_of_scripts_without_spaces_are_words_by_themselves() -> None:
    assert all(map(is_alone, "关レ관ภ"))
    assert not any(map(is_alone, ("tariff", "т", "ر", "5")))
