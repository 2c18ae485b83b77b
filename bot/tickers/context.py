"""What around a common word says that a company is meant: Gap reports, shares of Gap, Gap's profit."""

from bot.tickers.gazetteer import Company
from bot.tickers.words import LEGAL, STRONG_LEGAL, Casing, Words

FINANCE = frozenset(
    [
        "stock",
        "stocks",
        "share",
        "shares",
        "shareholder",
        "shareholders",
        "stockholder",
        "stockholders",
        "investor",
        "investors",
        "earnings",
        "revenue",
        "revenues",
        "profit",
        "profits",
        "results",
        "dividend",
        "dividends",
        "buyback",
        "ipo",
        "spinoff",
        "guidance",
        "outlook",
        "forecast",
        "quarter",
        "quarterly",
        "q1",
        "q2",
        "q3",
        "q4",
        "fy",
        "eps",
        "valuation",
        "ceo",
        "cfo",
        "coo",
        "cto",
        "chairman",
        "chief",
        "president",
        "exec",
        "executive",
        "executives",
        "boss",
        "board",
        "merger",
        "takeover",
        "acquisition",
        "bid",
        "stake",
        "deal",
        "unit",
        "subsidiary",
        "division",
        "sales",
        "bond",
        "bonds",
        "debt",
        "notes",
        "analyst",
        "analysts",
        "upgrade",
        "downgrade",
        "upgraded",
        "downgraded",
        "rating",
        "target",
        "premarket",
        "bulls",
        "bears",
        "options",
        "calls",
        "puts",
        "layoffs",
        "workers",
        "employees",
        "union",
        "lawsuit",
        "settlement",
        "antitrust",
        "recall",
        "recalls",
        "plant",
        "factory",
        "inventory",
        "margins",
        "franchisees",
        "retailer",
        "automaker",
        "chipmaker",
        "maker",
        "price",
        "trading",
    ]
)
"""Nouns of business after a name."""
MONEY = frozenset(
    [
        "stock",
        "stocks",
        "share",
        "shares",
        "shareholder",
        "shareholders",
        "stockholder",
        "stockholders",
        "earnings",
        "revenue",
        "revenues",
        "profit",
        "profits",
        "dividend",
        "dividends",
        "buyback",
        "ipo",
        "guidance",
        "eps",
        "valuation",
        "ceo",
        "cfo",
        "coo",
        "q1",
        "q2",
        "q3",
        "q4",
        "quarterly",
        "preferred",
        "bonds",
        "investors",
        "results",
        "inc",
        "corp",
    ]
)
"""Those that are said of nothing but companies."""
DEEDS = frozenset(
    [
        "reports",
        "reported",
        "announces",
        "announced",
        "posts",
        "posted",
        "beats",
        "misses",
        "acquires",
        "acquired",
        "buys",
        "bought",
        "sells",
        "sues",
        "sued",
        "files",
        "unveils",
        "launches",
        "declares",
        "declared",
        "completes",
        "completed",
        "reaffirms",
        "reiterates",
        "outperforms",
        "underperforms",
        "slashes",
        "slashed",
        "jumps",
        "jumped",
        "soars",
        "soared",
        "surges",
        "surged",
        "slides",
        "slid",
        "slumps",
        "slumped",
        "tumbles",
        "tumbled",
        "plunges",
        "plunged",
        "climbs",
        "climbed",
        "sinks",
        "sank",
        "rallies",
        "rallied",
        "tops",
        "topped",
        "beat",
        "missed",
        "trims",
        "trimmed",
        "boosts",
        "boosted",
        "lifts",
        "lifted",
        "hikes",
        "hiked",
        "invests",
        "recalls",
        "partners",
        "expands",
        "delivers",
        "introduces",
        "introduced",
        "appoints",
        "appointed",
        "hires",
        "hired",
        "discontinues",
        "restructures",
        "restates",
        "divests",
        "spins",
        "fell",
        "rose",
        "gains",
        "gained",
        "acquiring",
        "announcing",
        "reporting",
    ]
)
"""Verbs of what companies do."""
VERBS = frozenset(
    [
        "says",
        "said",
        "sees",
        "plans",
        "planned",
        "expects",
        "expected",
        "agrees",
        "agreed",
        "signs",
        "signed",
        "wins",
        "won",
        "warns",
        "warned",
        "drops",
        "dropped",
        "falls",
        "rises",
        "slips",
        "slipped",
        "opens",
        "closes",
        "adds",
        "resumes",
        "suspends",
        "halts",
        "faces",
        "eyes",
        "seeks",
        "offers",
        "prices",
        "issues",
        "trades",
        "loses",
        "swings",
        "nears",
        "reaches",
        "settles",
        "pays",
        "maintains",
        "updates",
        "provides",
        "hosts",
        "presents",
        "presenting",
        "upgrades",
        "releases",
        "laying",
        "enters",
        "proposes",
        "rejects",
        "receives",
        "secures",
        "selects",
        "taps",
        "teams",
        "explores",
        "considers",
        "mulls",
        "confirms",
        "denies",
        "reveals",
        "discloses",
        "doubles",
        "joins",
        "stops",
        "ends",
        "begins",
        "starts",
        "brings",
        "rolls",
        "shuts",
        "exits",
        "delays",
        "extends",
        "terminates",
        "names",
        "named",
        "raises",
        "raised",
        "cuts",
        "cut",
        "report",
        "announce",
        "buy",
        "sell",
        "raise",
        "complete",
        "is",
        "has",
        "was",
        "will",
        "could",
        "may",
        "might",
        "to",
    ]
)
"""Verbs that people too do: they count where the text speaks of business elsewhere."""
BEFORE = frozenset(
    [
        "buys",
        "bought",
        "acquires",
        "acquired",
        "sells",
        "sold",
        "sues",
        "sued",
        "upgrades",
        "upgraded",
        "downgrades",
        "downgraded",
        "shares",
        "stock",
        "stake",
        "owns",
        "vs",
        "versus",
        "rival",
        "rivals",
        "retailer",
        "automaker",
        "chipmaker",
        "bank",
        "insurer",
        "lender",
        "drugmaker",
        "giant",
        "maker",
        "operator",
        "parent",
    ]
)
"""Words before a name that say it is a company's."""
_OF = frozenset(
    [
        "shares",
        "stock",
        "stake",
        "stakes",
        "ceo",
        "cfo",
        "coo",
        "chairman",
        "owner",
        "parent",
        "maker",
        "acquisition",
        "takeover",
        "investors",
        "investor",
        "shareholders",
        "invest",
        "holdings",
        "upgrade",
        "downgrade",
        "unit",
        "purchase",
        "sale",
    ]
)
"""What goes before ``of``, ``in``, ``at``, ``for`` and a name."""
_LINK = frozenset({"of", "in", "at", "for", "from", "by", "with", "on", "against"})
_LISTED = frozenset({",", ".", "and", "or", "/", "vs", "versus", "plus"})
ORGANISATIONS = frozenset(
    [
        "foundation",
        "university",
        "college",
        "school",
        "academy",
        "institute",
        "museum",
        "church",
        "hospital",
        "county",
        "city",
        "street",
        "avenue",
        "road",
        "park",
        "beach",
        "island",
        "river",
        "lake",
        "mountain",
        "valley",
        "bridge",
        "airport",
        "stadium",
        "arena",
        "field",
        "center",
        "centre",
        "library",
        "cathedral",
        "festival",
        "award",
        "awards",
        "prize",
        "medal",
        "cup",
        "league",
        "club",
        "army",
        "navy",
        "police",
        "court",
        "family",
        "brothers",
    ]
)
"""What makes a name somebody else's: Ford Foundation, Duke University."""
TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "sir",
        "lord",
        "lady",
        "judge",
        "justice",
        "senator",
        "sen",
        "rep",
        "governor",
        "gov",
        "mayor",
        "president",
        "prof",
        "professor",
        "saint",
        "st",
        "king",
        "queen",
        "prince",
        "princess",
        "pope",
        "sgt",
        "officer",
        "coach",
        "captain",
    ]
)


def has_finance(words: Words) -> bool:
    """Say whether the text speaks of business at all."""
    return not FINANCE.isdisjoint(words.norm)


def is_listed_with(
    words: Words, first: int, last: int, accepted: dict[int, Company], *, alone: bool
) -> bool:
    """Say whether a company stands right beside: "Tesla, United, American Airlines rise".

    ``alone``: the words are a symbol in capitals, which may follow another without a mark, and for
    which another such beside it is enough: "HCKT vs. ACN: which stock …".
    """
    norm = words.norm
    before = first - 1
    while before >= 0 and norm[before] in _LISTED:
        before -= 1
    after = last
    while after < len(norm) and norm[after] in _LISTED:
        after += 1
    for place, parted, hyphen in (
        (before, before < first - 1, (before, before + 1)),
        (after, after > last, (last - 1, last)),
    ):
        if place in accepted and (alone or parted or words.glued(hyphen[0], "-")):
            return True
        if alone and parted and 0 <= place < len(norm) and has_finance(words):
            other = words.raw[place]
            if other.isupper() and other.isalpha() and 2 <= len(other) <= 5:
                return True
    return False


def _is_possessive(words: Words, last: int) -> bool:
    return words.norm[last - 1] is not words.bare[last - 1]


def supports_firmly(words: Words, first: int, last: int) -> bool:
    """Say whether what stands right beside can only be said of a company."""
    norm, raw = words.norm, words.raw
    count = len(norm)
    if last < count:
        following = norm[last]
        if following in STRONG_LEGAL and raw[last][0].isupper():
            return True
        if following == "," and last + 1 < count and norm[last + 1] in STRONG_LEGAL:
            return True
        if _is_possessive(words, last):
            if not MONEY.isdisjoint(norm[last : last + 3]):
                return True
        elif following in MONEY or (following in DEEDS and has_finance(words)):
            return True
    if not first:
        return False
    before = words.bare[first - 1]
    if before in BEFORE:
        return True
    return before in _LINK and first > 1 and words.bare[first - 2] in _OF


def supports(words: Words, first: int, last: int) -> bool:
    """Say whether the words around one place say that it names a company."""
    if supports_firmly(words, first, last):
        return True
    norm = words.norm
    if last >= len(norm):
        return False
    if _is_possessive(words, last):
        return not FINANCE.isdisjoint(norm[last : last + 4])
    following = norm[last]
    if following in FINANCE or following in DEEDS:
        return True
    return following in VERBS and has_finance(words)


def stands_out(words: Words, first: int, last: int) -> bool:
    """Say whether its capital alone marks it as a name, and no longer name holds it."""
    if words.casing is not Casing.SENTENCE or not first:
        return False
    before, raw = words.raw[first - 1], words.raw
    if not before[0].isalnum():
        return before in {"&", "/", ","}
    if before[0].isupper():
        return False
    return last >= len(raw) or not raw[last][0].isupper() or words.norm[last] in LEGAL | FINANCE


def is_someone(words: Words, first: int, last: int, given: frozenset[str]) -> bool:
    """Say whether a person or another body bears the name: Harrison Ford, Ford Foundation."""
    norm, raw = words.norm, words.raw
    if first and raw[first - 1][0].isupper():
        before = norm[first - 1]
        if before in given or before in TITLES:
            return True
    return last < len(norm) and norm[last] in ORGANISATIONS and raw[last][0].isupper()


def is_model(words: Words, first: int, last: int) -> bool:
    """Say whether capitals are a model's name, with its number: RTX 3080."""
    if last >= len(words.raw) or last - first > 1:
        return False
    number = words.raw[last]
    return (
        number.isdigit() and len(number) in {3, 4} and words.start[last] - words.end[last - 1] == 1
    )


def continues(words: Words, at: int) -> bool:
    """Say whether a word may be part of the name before it: capitalised and no word of business."""
    word = words.norm[at]
    return (
        words.raw[at][0].isupper()
        and word not in LEGAL
        and word not in VERBS
        and word not in DEEDS
        and word not in FINANCE
    )
