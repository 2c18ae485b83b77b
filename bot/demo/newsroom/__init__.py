"""A newsroom on loopback: sample feeds over HTTP whose pieces appear one by one.

``script`` (what is published) → ``room`` (when) → ``channel`` (one feed, conditional requests) →
``documents`` (RSS, Atom, the page behind a link).
"""

from bot.demo.newsroom.room import Expected, Newsroom
from bot.demo.newsroom.script import Outlet, Piece, Script, sample_script

__all__ = ["Expected", "Newsroom", "Outlet", "Piece", "Script", "sample_script"]
