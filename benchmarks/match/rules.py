"""Rules as subscribers would write them: out of words that stood together in some item of the past.

The mix is the one the targets are set for: 40 % two and three terms, 20 % phrases, 15 % groups of
alternatives joined by AND, 10 % with NOT, 10 % with a prefix, 5 % NEAR.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from bot.domain.rule import RuleId
from bot.query.tree import And, Near, Node, Not, Or, Prefix, Term
from bot.query.words import words

_RARE, _COMMON = 0.0002, 0.008
"""Share of items that hold a word at least and at most, if rules are to ask for it."""
_UNCOMMON = 0.0007
"""The same for alternatives, of which any will do."""
_SUBSCRIBERS = 9_973
_BITS = 1 << 27
_FEWEST = 8
"""Words fit for a rule in an item that rules are made of."""
_REACH = 8
"""Words apart on which NEAR is asked for."""


@dataclass(frozen=True, slots=True)
class _Past:
    """An item that rules are made of."""

    text: list[str]
    fit: list[str]
    """Its words that are neither everywhere nor nowhere else."""
    rare: list[str]
    """Those of them that are uncommon."""


class RuleMaker:
    """Makes distinct rules out of past items (title, summary)."""

    def __init__(self, items: Sequence[tuple[str, str]], seed: int) -> None:
        self._random = Random(seed)
        self._made = bytearray(_BITS // 8)
        """A bit for the hash of every query: small and of one size, as memory is measured beside it."""
        texts = [[word.norm for word in words(summary)] for _, summary in items]
        held = Counter(word for text in texts for word in set(text))
        low, high = _RARE * len(items), _COMMON * len(items)
        self._fit = {word for word, count in held.items() if low <= count <= high}
        rare = {word for word in self._fit if held[word] <= _UNCOMMON * len(items)}
        past = [
            _Past(text, sorted(self._fit.intersection(text)), sorted(rare.intersection(text)))
            for text in texts
        ]
        self._past = [one for one in past if len(one.fit) >= _FEWEST and one.rare]

    def rules(self, count: int) -> Iterator[tuple[RuleId, Node]]:
        """Make ``count`` rules, ``@subscriber/rule-number``, no two of them with the same query."""
        kinds = (self._terms, self._phrase, self._groups, self._without, self._prefix, self._near)
        made = 0
        while made < count:
            (kind,) = self._random.choices(kinds, (40, 20, 15, 10, 10, 5))
            query = kind(self._random.choice(self._past))
            if query is not None and not self._was_made(query):
                yield RuleId(f"@{made % _SUBSCRIBERS}/rule-{made}"), query
                made += 1

    def _was_made(self, query: Node) -> bool:
        """Say whether a query was made before, or, one time in a hundred, looks as if it was."""
        at, bit = divmod(hash(query) % _BITS, 8)
        known = bool(self._made[at] >> bit & 1)
        self._made[at] |= 1 << bit
        return known

    def _terms(self, past: _Past) -> Node:
        chosen = self._random.sample(past.fit, self._random.choice((2, 2, 3)))
        return And(children=tuple(Term(words=(word,)) for word in chosen))

    def _phrase(self, past: _Past) -> Node | None:
        size = self._random.choice((2, 2, 2, 3))
        start = self._random.randrange(len(past.text) - size)
        phrase = past.text[start : start + size]
        return Term(words=tuple(phrase)) if self._fit.intersection(phrase) else None

    def _group(self, past: _Past) -> Node:
        """Make alternatives of a word of ``past`` and words of any other item."""
        other = self._random.choice(self._past)
        words = {self._random.choice(past.rare)}
        words |= {self._random.choice(other.rare) for _ in range(self._random.randint(1, 3))}
        chosen = tuple(Term(words=(word,)) for word in sorted(words))
        return Or(children=chosen) if len(chosen) > 1 else chosen[0]

    def _groups(self, past: _Past) -> Node | None:
        left, right = self._group(past), self._group(past)
        return And(children=(left, right)) if left != right else None

    def _without(self, past: _Past) -> Node:
        wanted = self._random.sample(past.fit, 2)
        unwanted = Not(child=self._group(self._random.choice(self._past)))
        return And(children=(*(Term(words=(word,)) for word in wanted), unwanted))

    def _prefix(self, past: _Past) -> Node:
        word, other = self._random.sample(past.fit, 2)
        size = self._random.randint(4, 7)
        return And(children=(Prefix(prefix=word[:size]), Term(words=(other,))))

    def _near(self, past: _Past) -> Node | None:
        left = self._random.randrange(len(past.text) - 1)
        right = left + self._random.randint(1, _REACH)
        if right >= len(past.text) or not self._fit.issuperset((past.text[left], past.text[right])):
            return None
        sides = [Term(words=(past.text[at],)) for at in (left, right)]
        return Near(left=sides[0], right=sides[1], distance=_REACH)
