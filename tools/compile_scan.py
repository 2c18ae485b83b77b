"""Compiles the inner loop of matching while the package is built, where there is a C compiler.

Without one the package is complete all the same: bot/matching/scan.py does the work with numpy.
"""

import shlex
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileScan(BuildHookInterface[BuilderConfig]):
    """Puts ``_scan`` beside its source, for an editable install as for a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; a source distribution has nothing compiled in it."""
        if self.target_name != "wheel":
            return
        source = Path(self.root, "bot", "matching", "_scan.c")
        target = source.with_name(f"_scan{sysconfig.get_config_var('EXT_SUFFIX')}")
        target.unlink(missing_ok=True)
        failure = _compiled(source, target)
        if failure:
            self.app.display_warning(f"matching stays in Python, which is slower: {failure}")
            return
        build_data["infer_tag"] = True
        build_data["pure_python"] = False
        build_data["artifacts"].append(f"bot/matching/{target.name}")


def _compiled(source: Path, target: Path) -> str:
    """Compile and link; say why it cannot be done, or nothing."""
    linker = sysconfig.get_config_var("LDSHARED")
    if not linker:
        return "this Python does not say how it was linked"
    include = sysconfig.get_path("include")
    flags = shlex.split(sysconfig.get_config_var("CCSHARED") or "")
    command = [*shlex.split(linker), *flags, "-O3", f"-I{include}", str(source), "-o", str(target)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError as error:
        return f"{command[0]}: {error.strerror}"
    if done.returncode:
        return next(iter(done.stderr.splitlines()), f"{command[0]} failed")
    return ""
