"""Tables beside the rules that no person writes: companies, and how rare words are."""

from collections.abc import Iterable
from pathlib import Path

from bot.domain.errors import ConfigurationError, Problem, TapewatchError
from bot.domain.ticker import Basket
from bot.packs.location import default_rules
from bot.stories.frequencies import Frequencies
from bot.tickers.aliases import Alias
from bot.tickers.gazetteer import Gazetteer, GazetteerError

GAZETTEER = Path("gazetteer/companies.tsv")
FREQUENCIES = Path("frequencies/en.gz")


def gazetteer_of(
    root: Path, aliases: Iterable[Alias], stops: Iterable[str], baskets: Iterable[Basket]
) -> Gazetteer:
    """Give the companies there are, with what else they are called and those of baskets.

    Raises:
        ConfigurationError: the table is missing or damaged.

    """
    path, data = _data(root, GAZETTEER)
    try:
        known = Gazetteer.from_bytes(data)
    except (GazetteerError, UnicodeDecodeError) as error:
        raise ConfigurationError([Problem(file=str(path), message=str(error))]) from error
    return known.with_aliases(aliases, stops).with_baskets(baskets)


def frequencies_of(root: Path) -> Frequencies:
    """Give how rare words are.

    Raises:
        ConfigurationError: the table is missing or damaged.

    """
    path, data = _data(root, FREQUENCIES)
    try:
        return Frequencies.from_bytes(data)
    except TapewatchError as error:
        raise ConfigurationError([Problem(file=str(path), message=str(error))]) from error


def _data(root: Path, name: Path) -> tuple[Path, bytes]:
    """Read a table of ``root``, the shipped one where it has none."""
    path = root / name if (root / name).is_file() else default_rules() / name
    try:
        return path, path.read_bytes()
    except OSError as error:
        message = f"cannot be read: {error.strerror}; install Tapewatch again"
        raise ConfigurationError([Problem(file=str(path), message=message)]) from error
