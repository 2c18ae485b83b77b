"""The whole bot, killed while it starts, polls, commits and sends: no alert is lost, none told twice without a reason."""

from dataclasses import dataclass

import pytest

from benchmarks.promise.trial import Phase, Trial
from benchmarks.promise.verdict import Key, Killed, Receipt, judge
from tests.storage.backends import LASTING


@pytest.mark.parametrize("url", LASTING, indirect=True)
async def test_no_alert_is_lost_whenever_the_bot_is_killed(url: str) -> None:
    """Once in each phase of its work; ``python -m benchmarks promise`` does it two hundred times."""
    trial = Trial(kills=len(Phase), seed=7, database=url)
    verdict = await trial.run()
    assert verdict.faults == ()
    assert verdict.received == verdict.committed > 0
    assert verdict.hidden >= verdict.doubled > 0
    at = {killed.phase for killed in trial.killed.values()}
    assert at >= set(Phase) - {Phase.START}  # which a kill may find done already


ANN, BEN = Key("copper", "ann"), Key("copper", "ben")


@dataclass(frozen=True, slots=True)
class Told:
    """What the trial is judged by, all in order where nothing is said."""

    stored: tuple[Key, ...] = (ANN, BEN)
    receipts: tuple[tuple[Key, int], ...] = ((ANN, 1), (BEN, 2))
    unrecorded: frozenset[Key] = frozenset()
    """By kill number 1."""
    doubtful: int = 1

    def faults(self) -> list[str]:
        """Give what is found fault with."""
        verdict = judge(
            {ANN: 1, BEN: 1},
            self.stored,
            [Receipt(key=key, life=life) for key, life in self.receipts],
            {1: Killed(phase="sending", unrecorded=self.unrecorded)},
            self.doubtful,
        )
        return list(verdict.faults)


TWICE = ((ANN, 1), (ANN, 2), (BEN, 2))


@pytest.mark.parametrize(
    ("told", "faults"),
    [
        (Told(), []),
        (Told(receipts=TWICE, unrecorded=frozenset({ANN})), []),
        (Told(receipts=((BEN, 2),)), ["'copper' to ann, published in life 1, is lost"]),
        (
            Told(receipts=TWICE),
            ["'copper' to ann was told in life 1 and again in life 2, unexplained"],
        ),
        (
            Told(receipts=((ANN, 2), (ANN, 2), (BEN, 2)), unrecorded=frozenset({ANN})),
            ["'copper' to ann was told in life 2 and again in life 2, unexplained"],
        ),
        (
            Told(receipts=TWICE, unrecorded=frozenset({ANN}), doubtful=0),
            ["1 were doubled, and the bot counts 0 as doubtful"],
        ),
        (Told(stored=(ANN, ANN, BEN)), ["'copper' to ann is an alert 2 times"]),
        (Told(stored=(ANN,)), ["'copper' to ben is an alert 0 times"]),
        (
            Told(receipts=((ANN, 1), (BEN, 2), (Key("tin", "ann"), 2))),
            ["'tin' to ann was told unasked"],
        ),
    ],
)
def test_what_breaks_the_promise_is_said(told: Told, faults: list[str]) -> None:
    """A double is explained by a kill that came before it was recorded, and by nothing else."""
    assert told.faults() == faults
