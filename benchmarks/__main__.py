"""Runs suites: the folders beside this file that have a ``main(args)``."""

import importlib
import pkgutil
import sys
from collections.abc import Sequence

import benchmarks
from bot.matching import index


def suites() -> list[str]:
    """Give the names of all suites."""
    return [each.name for each in pkgutil.iter_modules(benchmarks.__path__) if each.ispkg]


def main(args: Sequence[str]) -> int:
    """Run the suites named first in ``args``, or all; what follows a single name is given to it.

    Returns the worst of what they return: 0 where each ran and agreed with its peers.
    """
    known = suites()
    named = []
    for arg in args:
        if arg not in known:
            break
        named.append(arg)
    options = list(args[len(named) :])
    if options and len(named) != 1:
        print(
            f"usage: python -m benchmarks [SUITE ...] or python -m benchmarks SUITE [OPTION ...]\n"
            f"suites: {', '.join(known)}; each says its options with --help",
            file=sys.stderr,
        )
        return 0 if options in (["-h"], ["--help"]) else 2
    print(_how_the_core_runs(), flush=True)
    worst = 0
    for name in named or known:
        print(f"\n# {name}\n", flush=True)
        worst = max(worst, importlib.import_module(f"benchmarks.{name}").main(options))
    return worst


def _how_the_core_runs() -> str:
    if index.__file__.endswith(".py"):
        return "the core runs from its source; `make bench` compiles it first, as a wheel holds it"
    return "the core runs compiled, as a wheel holds it"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
