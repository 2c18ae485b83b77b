"""Alerts in the terminal, for whoever has no Telegram token yet."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.domain.alert import AlertContent
from bot.domain.delivery import Delivery, DeliveryKind, Outcome, Retry, Sent
from bot.domain.rule import Severity
from bot.domain.sentence import Sentence, said
from bot.domain.story import Novelty
from bot.messages.text import Run, clean
from bot.messages.view import Theme, View, news, news_mark, view

_COLOURS = {
    Severity.CRITICAL: "red",
    Severity.HIGH: "dark_orange",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "bright_black",
}
_HIT = "bold black on yellow"
_NARROW = 60
"""Columns below which the body is not indented."""


class ConsoleNotifier:
    """Prints each alert once, whole; what joins its story later is a short dim line.

    Feed texts are printed as they are: neither markup nor control sequences in them have any effect.
    """

    adapter = "console"

    def __init__(self, console: Console) -> None:
        self._console = console

    async def send(self, delivery: Delivery, content: AlertContent | None) -> Outcome:
        """Print; see :class:`bot.pipeline.ports.Notifier`. A closed or full output is a Retry."""
        try:
            if content is None:
                self._console.print(Text(clean(str(delivery.said)), style="italic"), soft_wrap=True)
                return Sent(message_id=str(delivery.id))
            self._print(delivery, content)
        except OSError as error:
            return Retry(after=None, reason=_refused(error))
        return Sent(message_id=content.alert.id)

    async def send_digest(self, delivery: Delivery, contents: Sequence[AlertContent]) -> Outcome:
        """Print several alerts one after another; see :class:`bot.pipeline.ports.Notifier`."""
        try:
            for content in contents:
                self._alert(view(content))
        except OSError as error:
            return Retry(after=None, reason=_refused(error))
        return Sent(message_id=str(delivery.id))

    def _print(self, delivery: Delivery, content: AlertContent) -> None:
        shown = view(content)
        match delivery.kind:
            case DeliveryKind.EDIT:
                self._console.print(_update(shown), no_wrap=True, overflow="ellipsis")
            case DeliveryKind.REPLY:
                self._console.print(_reply(content.novelty or delivery.novelty, shown))
            case _:
                self._alert(shown)

    def _alert(self, shown: View) -> None:
        colour = _COLOURS[shown.severity]
        headline = Table.grid(padding=(0, 1))
        headline.add_row(
            Text(f" {shown.severity.name} ", style=Style(bold=True, reverse=True, color=colour)),
            _marked(shown.title, Style(bold=True, color=colour)),
        )
        indent = 2 if self._console.width >= _NARROW else 0
        self._console.print()
        self._console.print(headline)
        for line in _body(shown):
            self._console.print(Padding(line, (0, 0, 0, indent), expand=False))
        if shown.url:
            # Neither wrapped nor cut, so that it can be clicked and copied.
            self._console.print(
                Text(" " * indent + shown.url, style=Style(dim=True, link=shown.url)),
                soft_wrap=True,
            )


def _refused(error: OSError) -> Sentence:
    return said("reason.terminal", error=error.strerror or type(error).__name__)


def _body(shown: View) -> Iterable[Text]:
    """Give the lines under the headline that have something to say."""
    yield _dotted(map(Text, (*shown.topics, *shown.standing)))
    mentions = Text(" ").join(Text(name, style="bold cyan") for name in shown.mentions)
    if tickers := _dotted([mentions, *map(_theme, shown.themes)]):
        yield tickers
    if shown.snippet:
        yield _marked(shown.snippet, Style())
    yield _dotted([Text(shown.publisher, style="bold"), *map(Text, shown.times)])
    for line in (shown.others, shown.related, shown.rules):
        if line:
            yield Text(line, style="dim")


def _update(shown: View) -> Text:
    line = " · ".join((*shown.standing, _plain(shown.title)))
    return Text(f"  ↻ {line}", style="dim")


def _reply(novelty: Novelty | None, shown: View) -> Text:
    return Text.assemble(
        f"  {news_mark(novelty, shown.severity)} ",
        (news(novelty), Style(bold=True)),
        (f" · {_plain(shown.title)}", Style(dim=True)),
    )


def _plain(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


def _marked(runs: Iterable[Run], style: Style) -> Text:
    return Text.assemble(*((run.text, Style.parse(_HIT) if run.hit else style) for run in runs))


def _theme(theme: Theme) -> Text:
    line = Text.assemble((theme.name, Style(color="cyan")))
    if theme.because:
        line.append(f" {theme.because}", Style(dim=True))
    if theme.symbols:
        line.append(f": {' '.join(theme.symbols)}")
    return line


def _dotted(parts: Iterable[Text]) -> Text:
    return Text(" · ").join(part for part in parts if part)
