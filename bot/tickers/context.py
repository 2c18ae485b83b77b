"""What around a common word says that a company is meant: Gap reports, shares of Gap, Gap's profit."""

from bot.domain.ticker import Symbol
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
VERBS = frozenset(
    [
        "reports",
        "reported",
        "report",
        "announces",
        "announced",
        "announce",
        "posts",
        "posted",
        "beats",
        "beat",
        "misses",
        "missed",
        "raises",
        "raised",
        "raise",
        "cuts",
        "cut",
        "slashes",
        "slashed",
        "files",
        "filed",
        "acquires",
        "acquired",
        "acquire",
        "buys",
        "bought",
        "buy",
        "sells",
        "sold",
        "sell",
        "sues",
        "sued",
        "hires",
        "hired",
        "names",
        "named",
        "appoints",
        "appointed",
        "launches",
        "launched",
        "launch",
        "unveils",
        "unveiled",
        "introduces",
        "introduced",
        "says",
        "said",
        "sees",
        "plans",
        "planned",
        "expects",
        "expected",
        "declares",
        "declared",
        "completes",
        "completed",
        "complete",
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
        "fell",
        "rises",
        "rose",
        "gains",
        "gained",
        "jumps",
        "jumped",
        "soars",
        "soared",
        "surges",
        "surged",
        "slides",
        "slid",
        "slips",
        "slipped",
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
        "lifts",
        "lifted",
        "boosts",
        "boosted",
        "trims",
        "trimmed",
        "partners",
        "invests",
        "opens",
        "closes",
        "adds",
        "recalls",
        "resumes",
        "suspends",
        "halts",
        "faces",
        "eyes",
        "seeks",
        "offers",
        "prices",
        "issues",
        "expands",
        "delivers",
        "outperforms",
        "underperforms",
        "trades",
        "loses",
        "swings",
        "nears",
        "reaches",
        "settles",
        "pays",
        "reaffirms",
        "reiterates",
        "maintains",
        "updates",
        "reschedules",
        "provides",
        "hosts",
        "presents",
        "presenting",
        "upgrades",
        "releases",
        "discontinues",
        "lays",
        "laying",
        "enters",
        "proposes",
        "rejects",
        "receives",
        "secures",
        "selects",
        "taps",
        "teams",
        "spins",
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
        "launches",
        "brings",
        "rolls",
        "shuts",
        "exits",
        "delays",
        "extends",
        "terminates",
        "restructures",
        "restates",
        "hikes",
        "is",
        "has",
        "was",
        "will",
        "could",
        "may",
        "might",
        "to",
        "shares",
        "stock",
    ]
)
"""Verbs of business after a name (and ``to``: "Gap to Close Stores")."""
_WEAK = frozenset(
    {
        "is",
        "has",
        "was",
        "will",
        "could",
        "may",
        "might",
        "to",
        "cut",
        "report",
        "buy",
        "sell",
        "raise",
        "prices",
        "issues",
        "plans",
        "names",
        "offers",
        "faces",
        "closes",
        "starts",
        "ends",
        "begins",
        "opens",
        "stops",
        "brings",
        "joins",
        "drops",
        "falls",
        "reaches",
        "enters",
        "wins",
        "won",
    }
)
"""Those that follow any noun: they count only where the text speaks of business elsewhere too."""
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
_LISTED = frozenset({",", "and", "or", "/", "vs", "versus", "plus"})
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


def is_listed_with(words: Words, first: int, last: int, accepted: dict[int, Symbol]) -> bool:
    """Say whether a company stands right beside: "Tesla, United, American Airlines rise"."""
    norm = words.norm
    before = first - 1
    while before >= 0 and norm[before] in _LISTED:
        before -= 1
    if before in accepted:
        return True
    after = last
    while after < len(norm) and norm[after] in _LISTED:
        after += 1
    return after in accepted


def supports(words: Words, first: int, last: int) -> bool:
    """Say whether the words around one place say that it names a company."""
    norm, raw = words.norm, words.raw
    count = len(norm)
    possessive = words.norm[last - 1] != words.bare[last - 1]
    if last < count:
        following = norm[last]
        if following in STRONG_LEGAL and raw[last][0].isupper():
            return True
        if following == "," and last + 1 < count and norm[last + 1] in STRONG_LEGAL:
            return True
        if possessive:
            if not FINANCE.isdisjoint(norm[last : last + 4]):
                return True
        elif following in FINANCE or (
            following in VERBS and (following not in _WEAK or has_finance(words))
        ):
            return True
    if first:
        before = words.bare[first - 1]
        if before in BEFORE:
            return True
        if before in _LINK and first > 1 and words.bare[first - 2] in _OF:
            return True
    return False


def stands_out(words: Words, first: int, last: int) -> bool:
    """Say whether its capital alone marks it as a name, and no longer name holds it."""
    if words.casing is not Casing.SENTENCE or not first:
        return False
    before, raw = words.raw[first - 1], words.raw
    if not before[0].isalnum():
        return before in {"&", "/"} or before == ","
    if before[0].isupper():
        return False
    return last >= len(raw) or not raw[last][0].isupper() or words.norm[last] in LEGAL | FINANCE


def is_someone(words: Words, first: int, last: int, given: frozenset[str]) -> bool:
    """Say whether a person or another body bears the name: Harrison Ford, Ford Foundation."""
    if (
        first
        and (words.norm[first - 1] in given or words.norm[first - 1] in TITLES)
        and words.raw[first - 1][0].isupper()
    ):
        return True
    return (
        last < len(words.norm)
        and words.norm[last] in ORGANISATIONS
        and words.raw[last][0].isupper()
    )
