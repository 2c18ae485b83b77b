"""What the bot waits for: after a question, the next text of the same person completes it."""

from collections import OrderedDict

MOST = 10_000


class Waiting:
    """The open questions, one a person and chat, the oldest forgotten first.

    They are kept in memory: after a restart the next text is answered with how to begin again.
    """

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[int, int], str] = OrderedDict()

    def ask(self, chat: int, person: int, expects: str) -> None:
        """Wait for the text that completes ``expects`` (``verb:words``); empty waits for none."""
        self._open.pop((chat, person), None)
        if expects:
            self._open[chat, person] = expects
        while len(self._open) > MOST:
            self._open.popitem(last=False)

    def take(self, chat: int, person: int) -> tuple[str, str]:
        """Give verb and words of what was waited for, which is over then; empty when nothing was."""
        verb, _, words = self._open.pop((chat, person), "").partition(":")
        return verb, words
