"""How large a query may be, so that none can hold the engine more than a millisecond on an item.

Passing one is an error of the person who writes the query, with the figure in the message.
"""

from bot.domain.sentence import Sentence, said
from bot.query.tree import (
    AgeIs,
    Amount,
    And,
    AtLeast,
    InBasket,
    Macro,
    Near,
    Node,
    Not,
    OfficialIs,
    Or,
    Prefix,
    Regex,
    SourcesIs,
    Tagged,
    Term,
    TierIs,
    Watchlist,
)

MAX_TYPED = 20_000
"""Characters of a query as it is typed, blanks included."""
MAX_LENGTH = 8_000
"""Characters of its canonical form, that is, without needless blanks and parentheses."""
MAX_NESTING = 60
"""Parentheses within parentheses as they are typed, needless ones included."""
MAX_DEPTH = 32
"""Groups within groups, with macros put in; its canonical form nests no deeper than MAX_NESTING."""
MAX_CLAUSES = 500
"""Words, phrases and conditions of one query as it is typed."""
MAX_RESOLVED = 2_500
"""The same with macros and watchlist put in: packs share long lists of countries and leaders."""
MAX_PHRASE = 40
"""Words of a phrase."""
MIN_PREFIX = 3
"""Letters before a ``*``."""
MAX_PREFIXES = 50
"""Prefixes of one query: each is one look-up a word of the item."""
MAX_DISTANCE = 100
"""Words between the sides of NEAR."""
MAX_REGEXES = 10
MAX_REGEX_PROGRAM = 1_000
"""Instructions of a compiled RE2 program."""
MAX_REGEX_MEMORY = 1 << 20
"""Bytes RE2 may use for one expression."""


def children(node: Node) -> tuple[Node, ...]:
    """Give the nodes right below ``node``, in the order they are written."""
    match node:
        case And() | Or() | AtLeast():
            return node.children
        case Not():
            return (node.child,)
        case Near():
            return (node.left, node.right)
        case (
            Term() | Prefix() | Regex() | Tagged() | InBasket() | Watchlist() | Macro() | Amount()
            | SourcesIs() | OfficialIs() | TierIs() | AgeIs()
        ):  # fmt: skip
            return ()


def excess(node: Node, clauses: int = MAX_CLAUSES) -> Sentence | None:
    """Say what of ``node`` passes a limit, or nothing.

    ``clauses`` are the words and conditions it may have.
    """
    leaves = depth = prefixes = regexes = 0
    open_nodes = [(node, 1)]
    while open_nodes:
        current, level = open_nodes.pop()
        below = children(current)
        depth = max(depth, level)
        leaves += not below
        prefixes += isinstance(current, Prefix)
        regexes += isinstance(current, Regex)
        if leaves > clauses:
            return said("excess.clauses", most=clauses)
        open_nodes += [(child, level + 1) for child in below]
    if depth > MAX_DEPTH:
        return said("excess.depth", most=MAX_DEPTH)
    if prefixes > MAX_PREFIXES:
        return said("excess.prefixes", most=MAX_PREFIXES)
    if regexes > MAX_REGEXES:
        return said("excess.regexes", most=MAX_REGEXES)
    return None
