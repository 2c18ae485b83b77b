"""How exchanges are written before a symbol, and which suffix stands for them after it.

Suffixes are those of Yahoo Finance, the most widely read; Reuters' (``AAPL.O``) are understood.
"""

from bot.domain.ticker import Symbol

US = ""
"""The suffix of a listing in the United States: none."""

_PREFIXES: dict[str, str] = {
    US: "nyse nasdaq nasdaqgs nasdaqgm nasdaqcm nyseamerican nysearca nysemkt amex otc otcmkts otcqx otcqb otcpk pink cboe arca bats",
    "AX": "asx",
    "L": "lse lon aim london",
    "DE": "etr fra xetra xetr fwb ger",
    "PA": "epa par enxtpa",
    "AS": "ams aex enxtam",
    "BR": "ebr bru",
    "LS": "eli",
    "MI": "bit mil",
    "MC": "bme mce",
    "ST": "sto omx",
    "CO": "cph cse-dk",
    "HE": "hel",
    "OL": "osl ose",
    "SW": "swx six vtx",
    "VI": "vie",
    "WA": "wse gpw",
    "TO": "tsx",
    "V": "tsxv cve tsx-v",
    "CN": "cse",
    "NE": "neo",
    "T": "tyo tse jpx",
    "HK": "hkex hkg sehk hkse hk",
    "SS": "sha sse shse",
    "SZ": "she szse",
    "NS": "nse",
    "BO": "bse bom",
    "KS": "krx kospi kse",
    "KQ": "kosdaq",
    "TW": "tpe twse",
    "TWO": "tpex",
    "SI": "sgx",
    "KL": "klse myx",
    "JK": "idx jkt",
    "BK": "bkk",
    "NZ": "nzx nze nzse",
    "JO": "jse",
    "TA": "tlv tase",
    "SA": "bvmf b3 bovespa",
    "MX": "bmv",
    "SR": "tadawul",
    "IS": "bist ist",
    "AT": "ath athex",
}
PREFIXES: dict[str, str] = {name: s for s, names in _PREFIXES.items() for name in names.split()}
"""An exchange's name, folded → its suffix."""

CITIES: dict[str, str] = {
    "paris": "PA",
    "amsterdam": "AS",
    "brussels": "BR",
    "lisbon": "LS",
    "milan": "MI",
    "dublin": "IR",
    "stockholm": "ST",
    "copenhagen": "CO",
    "helsinki": "HE",
    "oslo": "OL",
    "american": US,
    "arca": US,
    "mkt": US,
    "venture": "V",
    "aim": "L",
    "markets": US,
    "gs": US,
    "gm": US,
    "cm": US,
    "capital": US,
    "global": US,
    "select": US,
    "market": US,
}
"""The second word of an exchange's name ("Euronext Paris", "NYSE American")."""

FAMILIES = frozenset({"euronext", "nyse", "nasdaq", "tsx", "otc", "lse", "omx"})
"""First words that such a second word may follow."""

SUFFIXES: dict[str, str] = {suffix: suffix for suffix in _PREFIXES if suffix} | {
    "F": "DE",
    "IR": "IR",
    "PR": "PR",
    "O": US,
    "OQ": US,
    "N": US,
    "K": US,
    "US": US,
}
"""What may follow a symbol's dot → the suffix we write (``AAPL.O`` is Reuters' for ``AAPL``)."""

_TOKYO, _TORONTO, _HONG_KONG, _MUMBAI = "T", "TO", "HK", "BO"
_NUMBERED = frozenset({"T", "HK", "SS", "SZ", "KS", "KQ", "TW", "TWO", "KL", "SR"})
"""Where symbols are numbers (Tokyo's may end in a letter: 130A)."""


def is_code(written: Symbol) -> bool:
    """Say whether a symbol with its suffix looks like one of that exchange."""
    code, _, suffix = written.partition(".")
    code = code.replace("-", "")
    if suffix in _NUMBERED:
        return code[:-1].isdigit() and 1 < len(code) <= 6
    return code.isalnum() and len(code) <= 10 and (suffix == _MUMBAI or not code.isdigit())


def symbol(code: str, suffix: str) -> Symbol:
    """Give ``code`` as we write it: ``700``, ``HK`` → ``0700.HK``; ``BRK.B``, US → ``BRK-B``."""
    code = code.upper().replace(".", "-").replace("/", "-")
    if suffix == _HONG_KONG:
        code = code.lstrip("0").zfill(4)
    elif suffix == _TOKYO and not code[:1].isdigit():
        suffix = _TORONTO  # Google writes TSE for Toronto, most others for Tokyo
    elif suffix in {"NS", "BO"} and code.isdigit():
        suffix = "BO"
    return Symbol(f"{code}.{suffix}" if suffix else code)
