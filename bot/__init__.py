"""Tapewatch: watches the news tape for people who trade on it."""

__version__ = "0.1.0"
