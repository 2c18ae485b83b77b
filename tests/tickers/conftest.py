"""The shipped companies and names, read once, and items made of a text."""

import pytest

from bot.packs.library import load_library
from bot.packs.location import default_rules
from bot.tickers.gazetteer import Gazetteer
from bot.tickers.tagger import Tagger


@pytest.fixture(scope="session")
def shipped() -> Gazetteer:
    """Give the gazetteer as the bot runs with it: aliases and baskets in."""
    return load_library(default_rules()).gazetteer


@pytest.fixture(scope="session")
def tagger(shipped: Gazetteer) -> Tagger:
    """Give a tagger of the shipped gazetteer."""
    return Tagger(shipped)
