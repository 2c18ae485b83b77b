"""English words that Snowball's stemmer takes for others, or does not bring together.

Three kinds, each a family with the stem it is given. A family is worth a line when a rule a trader
would write goes wrong without it; docs/decisions/0002-stemming.md says how they were found.
"""

from collections.abc import Iterator, Mapping

_VERBS = """
become: became
begin: began begun
break: broke broken
build: built
buy: bought
choose: chose chosen
deal: dealt
draw: drew drawn
drive: drove driven
fall: fell fallen
fight: fought
flee: fled
fly: flew flown
forbid: forbade forbidden
freeze: froze frozen
give: gave given
grow: grew grown
hold: held
keep: kept
lend: lent
lose: lost
make: made
meet: met
overthrow: overthrew overthrown
overtake: overtook overtaken
pay: paid
seek: sought
sell: sold
send: sent
shake: shook shaken
shoot: shot
shrink: shrank shrunk shrunken
sink: sank sunk sunken
speak: spoke spoken
spend: spent
strike: struck stricken
take: took taken
teach: taught
throw: threw thrown
undertake: undertook undertaken
withdraw: withdrew withdrawn
withhold: withheld
write: wrote written
"""
"""Past forms of what companies and states do. Left out where the form is as often another word:
led (lead, the metal), rose, left, found, won (the currency), saw, wound, bore, lay."""

_FAMILIES = """
aluminium: aluminum
analysis: analyses
crisis: crises
gas: gases
index: indices
man: men
woman: women
defense: defence defences defenses
labor: labour
sulphur: sulfur
"""
"""Plurals, and spellings of both sides of the Atlantic."""

_APART = """
according accordingly
aide aides
apartment
author authors
authority authorities
beijing
boeing
business businesses
container containers
contraction contractions
cooper
corporate
correction corrections
critical critically
customer customers
customs
department departments
emergency emergencies
emirates
engineer engineers engineered engineering
executive executives
experiment experiments
housing
important importantly importance
interesting interestingly
levi
liberation
majority majorities
marketing
memorial memorials
mineral minerals
minority minorities
national nationally
nationalize nationalized nationalizing nationalization nationalise nationalised nationalisation
optional
position positions positioned positioning
premiere premieres premiered
production productions
productive productivity
projection projections
rating ratings
relative relatives relatively
reservation reservations
secure secures secured securing
securities
several
transition transitions
united
"""
"""Words that would fall together with another: minerals with miners, customs with customers,
important with imports, Boeing with BoE. The first of a line is the stem of all of it."""


def _families() -> Iterator[tuple[str, str]]:
    for line in (_VERBS + _FAMILIES).split("\n"):
        head, _, forms = line.partition(": ")
        yield from ((form, head) for form in forms.split())
    for line in _APART.split("\n"):
        words = line.split()
        # A capital keeps the stem out of the way of every stem Snowball gives.
        yield from ((word, words[0].capitalize()) for word in words)


SAME_AS: Mapping[str, str] = {form: head for form, head in _families() if head.islower()}
"""Word → the word whose stem it has: ``sold`` → ``sell``."""
OWN_STEM: Mapping[str, str] = {form: head for form, head in _families() if not head.islower()}
"""Word → its stem: ``minerals`` → ``Mineral``."""
