"""Where the rules are that come with Tapewatch."""

from pathlib import Path

import bot
from bot.domain.errors import ConfigurationError, Problem


def default_rules() -> Path:
    """Give the folder of the shipped packs, baskets and feed lists.

    ``bot/_rules`` of an installed wheel, ``rules/`` beside the package in a working copy.

    Raises:
        ConfigurationError: neither is there; the installation is broken.

    """
    package = Path(bot.__file__).parent
    for folder in (package / "_rules", package.parent / "rules"):
        if folder.is_dir():
            return folder
    message = f"no rules are installed beside {package}; install Tapewatch again"
    raise ConfigurationError([Problem(message=message)])
