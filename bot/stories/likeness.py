"""How alike two reports are, from 0 to 1."""

from bot.stories.features import Features


def cosine(a: dict[str, float], b: dict[str, float]) -> float:
    """Give the cosine of two sparse vectors of length 1."""
    if len(a) > len(b):
        a, b = b, a
    get = b.get
    total = 0.0
    for term, weight in a.items():
        other = get(term)
        if other is not None:
            total += weight * other
    return total


def likeness(a: Features, b: Features) -> float:
    """Weigh what speaks for one event against what speaks for two."""
    text = cosine(a.vector, b.vector)
    shared = sum(weight for term, weight in a.terms.items() if term in b.terms)
    contained = shared / (min(a.mass, b.mass) or 1.0)
    overlap = len(a.grams & b.grams)
    alike = 2 * overlap / (len(a.grams) + len(b.grams))
    score = 0.5 * text + 0.25 * alike + 0.25 * contained
    if a.symbols and b.symbols:
        if a.symbols.isdisjoint(b.symbols):
            score -= 0.2
        elif not a.events.isdisjoint(b.events):
            score += 0.05
    return min(1.0, max(0.0, score))
