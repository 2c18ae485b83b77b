"""A newswire that nobody wrote: Zipf's vocabulary, subjects with words and phrases of their own.

Every item has a subject and takes a good third of its words from it, so words of one subject meet
far more often than chance has it, as they do in news. All of it comes from a seed.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

VOCABULARY = 50_000
SUBJECTS = 600
_SUBJECT_WORDS = 120
_SUBJECT_PHRASES = 40
_FREQUENT = """
the of to in a and for on said is that with by at from as it was its be has will are have after an which
not this their were more than or but new would up who also over about been they had first two last year
into all out could other some now may one against when company government percent market million billion
"""
_FIELD = """
tariff duty import export quota sanction embargo steel aluminum copper lithium nickel cobalt graphite
uranium titanium antimony gallium germanium tungsten rare earth magnet smelter refinery mine miner ore
drone missile radar fighter frigate submarine shipyard munition contract procurement award defense army
navy pentagon ministry minister regulator agency commission court judge ruling appeal lawsuit settlement
antitrust merger acquisition takeover bid stake offer buyout spinoff dividend buyback earnings revenue
profit loss guidance forecast outlook margin quarter analyst upgrade downgrade rating target bond yield
treasury inflation deflation recession growth payroll unemployment wage consumer retail housing mortgage
rate hike cut central bank governor chairman president senator congress senate house committee bill
legislation veto election ballot parliament coalition premier chancellor brussels beijing washington
tokyo seoul taipei moscow kyiv tehran riyadh delhi london berlin paris ottawa mexico canada china japan
korea taiwan russia ukraine iran israel india europe union america britain germany france brazil
semiconductor chip wafer foundry lithography memory processor datacenter cloud software artificial
intelligence model robot autonomous vehicle battery electric charger solar wind turbine nuclear reactor
grid utility pipeline crude oil gas lng barrel opec drilling rig shale tanker freight container port
canal shipping airline jet engine airport carrier aircraft delivery recall crash probe safety regulator
drug vaccine trial approval patent biotech hospital insurer medicare therapy oncology obesity diabetes
bitcoin crypto token exchange stablecoin wallet blockchain fund hedge pension investor shareholder
activist board director executive resign appoint layoff strike union factory plant supplier shortage
inventory demand supply chain logistics warehouse harvest wheat corn soybean coffee cocoa sugar cattle
drought flood hurricane earthquake wildfire outage blackout cyberattack breach hacker ransomware privacy
"""
_CONSONANTS = "b c d f g h k l m n p r s t v w z br ch cl cr dr fl gr pl pr sh sl sp st th tr"
_VOWELS = "a e i o u ai ea io ou"
_CODAS = ["", "", "n", "r", "l", "t", "ck", "nd", "rt", "m"]
_ENDINGS = ("",) * 14 + ("s",) * 3 + ("ed", "ed", "ing")


class Newswire:
    """Makes items: title and summary, of a length."""

    def __init__(self, seed: int) -> None:
        random = np.random.default_rng(seed)
        frequent = _FREQUENT.split()
        self.words = _vocabulary(random, frequent)
        self._frequent = len(frequent)
        ranks = np.arange(1, VOCABULARY + 1)
        self._zipf = np.cumsum(1 / (ranks + 2.0))
        self._zipf /= self._zipf[-1]
        skipped = self._frequent
        popular = np.cumsum(1 / (ranks[: VOCABULARY - skipped] + 30.0) ** 0.85)
        draws = np.searchsorted(popular / popular[-1], random.random((SUBJECTS, _SUBJECT_WORDS)))
        self._subject_words = draws + skipped
        self._phrases = self._subject_words[
            np.arange(SUBJECTS)[:, None, None],
            random.integers(_SUBJECT_WORDS, size=(SUBJECTS, _SUBJECT_PHRASES, 2)),
        ]

    def items(self, count: int, length: int, seed: int) -> Iterator[tuple[str, str]]:
        """Make ``count`` items of about ``length`` words, as (title, summary)."""
        random = np.random.default_rng(seed)
        for _ in range(count):
            size = max(12, int(random.normal(length, length / 6)))
            words = self._sentence(random, size)
            title = min(10, size // 3)
            yield _written(words[:title], random), _written(words[title:], random)

    def _sentence(self, random: np.random.Generator, size: int) -> list[str]:
        subject = int(random.zipf(1.2)) % SUBJECTS
        general = np.searchsorted(self._zipf, random.random(size)).tolist()
        own = self._subject_words[subject, _skewed(random, _SUBJECT_WORDS, size)].tolist()
        phrases = self._phrases[subject, _skewed(random, _SUBJECT_PHRASES, size)].tolist()
        kinds = random.random(size).tolist()
        numbers: list[int] = []
        for kind, word, subject_word, phrase in zip(kinds, general, own, phrases, strict=True):
            if kind < 0.62:
                numbers.append(word)
            elif kind < 0.90:
                numbers.append(subject_word)
            else:
                numbers += phrase
        endings = random.integers(len(_ENDINGS), size=size).tolist()
        return [
            self.words[number] + (_ENDINGS[ending] if number >= self._frequent else "")
            for number, ending in zip(numbers[:size], endings, strict=True)
        ]


def _skewed(random: np.random.Generator, count: int, size: int) -> npt.NDArray[np.int64]:
    """Draw numbers below ``count``, the low ones more often."""
    drawn: npt.NDArray[np.int64] = (random.random(size) ** 2 * count).astype(np.int64)
    return drawn


def _vocabulary(random: np.random.Generator, frequent: Sequence[str]) -> list[str]:
    """Give the frequent words, those of the field, and invented ones, the commonest first."""
    consonants, vowels = _CONSONANTS.split(), _VOWELS.split()
    words = dict.fromkeys((*frequent, *_FIELD.split()))
    while len(words) < VOCABULARY:
        syllables = 1 + int(random.integers(1, 8) ** 0.5)
        parts = [
            consonants[random.integers(len(consonants))] + vowels[random.integers(len(vowels))]
            for _ in range(syllables)
        ]
        parts.append(_CODAS[random.integers(len(_CODAS))])
        words["".join(parts)] = None
    return list(words)


def _written(words: Sequence[str], random: np.random.Generator) -> str:
    """Write words as a sentence or two: capitals, commas, a figure now and then."""
    out = list(words)
    for at in random.integers(len(out), size=len(out) // 9).tolist():
        out[at] += ","
    if random.random() < 0.3:
        out[int(random.integers(len(out)))] = f"{int(random.integers(1, 60))}%"
    if random.random() < 0.2:
        out[int(random.integers(len(out)))] = f"${int(random.integers(1, 90))} billion"
    return out[0].capitalize() + " " + " ".join(out[1:]) + "."
