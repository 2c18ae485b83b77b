"""From a register's name to what people say: case, legal words, prefixes."""

import re

from bot.tickers.words import LEGAL, STRONG_LEGAL, listed, phrase

_STATE = re.compile(
    r"\s*[/\\](?:[A-Z]{2,4}|ADR|NEW|FI|CAN|ON|UK|TA|NV|MN|PA/?)\s*[/\\]?\s*$|\s*/(?:ADR|NEW|DE|CN)\s*/?$"
)
_JOINED = re.compile(r"\b(N|S|A|p|L|P|l|c)\.\s?(V|A|G|l|P|L|c|p)\.?(?:\s?(A|c|p)\.?)?(?=\W|$)")
_KEEP = listed(
    "AG SE SA NV AB ASA LP LLC PLC REIT ETF USA US UK ADR II III IV AI TV IT UPS BMO PNC CVS HDFC ICICI HSBC BBVA KB SK LG TDK NEC NTT SMIC "
    "ASML BAE EOG EQT AES HCA IDEX IHS ITT MGM MSC NRG NVR PPG PPL RPM SBA SEI TJX UGI WPP XPO YPF CBRE CDW CME CMS CNA CNO CSX DTE DXC"
)
_LOWER = listed("of and the for de la du in on von")


def clean(name: str) -> str:
    """Drop what registers append (``/DE/``, ``/NEW/``) and write ``N.V.`` as ``NV``."""
    previous = ""
    name = name.replace("’", "'").strip()
    while name != previous:
        previous = name
        name = _STATE.sub("", name).strip(" /\\")
    name = _JOINED.sub(lambda m: "".join(filter(None, m.groups())).upper(), name)
    return re.sub(r"\s+", " ", name)


def cased(name: str, counts: dict[str, int]) -> str:
    """Write what a register holds in capitals as its company would; leave other words as they are."""
    shouted = not any(map(str.islower, name))
    return " ".join(
        _cased(word, counts, first=not at, shouted=shouted)
        for at, word in enumerate(name.split(" "))
    )


def _cased(word: str, counts: dict[str, int], *, first: bool, shouted: bool) -> str:
    letters = re.sub(r"[^A-Z]", "", word)
    plain = word.lower().strip(".,")
    if not word.isupper() or letters in _KEEP or (not shouted and len(letters) < 5):
        return word
    if plain in _LOWER and not first:
        return word.lower()
    if len(letters) <= 3 and plain not in counts and "'" not in word and plain not in LEGAL:
        return word
    if len(letters) <= 4 and not re.search(r"[AEIOUY]", letters):
        return word
    return re.sub(r"[A-Z]+(?:'[A-Z]+)?", lambda m: m.group().capitalize(), word)


_FORMS = STRONG_LEGAL | {"co", "company", "lp", "the", "com", "pbc", "pjsc"}


def tokens(name: str) -> list[str]:
    """Give a name's words without marks."""
    return [
        word
        for word in re.split(r"[\s,]+|(?<=\w)[-/.](?=\w)", name.replace("(", " ").replace(")", " "))
        if word.strip(".-&/") or word == "&"
    ]


def core(name: str) -> list[str]:
    """Give the words before the form of incorporation: ``Norfolk Southern`` of ``… Corp``."""
    words = tokens(name)
    if len(words) > 1 and words[0].lower() == "the":
        words = words[1:]
    while len(words) > 1:
        if [word.strip(".") for word in words[-2:]] == ["A", "S"] and len(
            words
        ) > 2:  # A/S, A.S.: Danish, Turkish
            del words[-2:]
        elif _folded(words[-1]) in _FORMS or words[-1] in {"&", "and"}:
            words.pop()
        else:
            break
    return words


def shown(name: str) -> str:
    """Give a name as a reader wants it: as it is written, without its form of incorporation."""
    words = re.sub(r"[ ,]+A[/. ]S\.?$", "", name.removeprefix("The ")).split()
    while len(words) > 1 and (
        _folded(words[-1].strip(",&")) in STRONG_LEGAL | {"co", "company", "lp", "and", "the", ""}
    ):
        words.pop()
    return " ".join(words).rstrip(",&. ") or name


def looser(words: list[str]) -> list[list[str]]:
    """Give the core without each further word of the kind ``Group``, ``Holdings``."""
    found = []
    words = list(words)
    while len(words) > 1 and (_folded(words[-1]) in LEGAL or words[-1] in {"&", "and"}):
        words = words[:-1]
        if words[-1] not in {"&", "and"}:
            found.append(words)
    return found


def _folded(word: str) -> str:
    return phrase(word.replace(".", ""))
