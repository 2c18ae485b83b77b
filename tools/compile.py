"""Compiles what is done most while the package is built, where there is a C compiler.

Without one the package is complete all the same, and slower with many rules: bot/matching/scan.py does the
inner loop with numpy, and every other module runs as it is written (docs/decisions/0017-compiled.md).
"""

import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")


class Compile(BuildHookInterface[BuilderConfig]):
    """Puts the inner loop beside its source; into a wheel also the modules that mypyc compiles.

    An editable install runs those from their source: what is edited is what runs.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; a source distribution has nothing compiled in it."""
        if self.target_name != "wheel":
            return
        scan = Path("bot", "matching", f"_scan{SUFFIX}")
        if failure := _compile_scan(Path(self.root), scan):
            self.app.display_warning(f"matching stays in Python, which is slower: {failure}")
            return
        build_data["infer_tag"] = True
        build_data["pure_python"] = False
        build_data["artifacts"].append(str(scan))
        if version != "editable":
            self._folder = TemporaryDirectory()
            copy = Path(self._folder.name)
            if failure := _compile_modules(Path(self.root), copy, self.config["modules"]):
                self.app.display_warning(f"the core stays in Python, which is slower: {failure}")
                return
            made = [*copy.glob(f"*{SUFFIX}"), *copy.glob(f"bot/**/*{SUFFIX}")]
            files = {str(file): str(file.relative_to(copy)) for file in made}
            build_data["force_include"].update(files)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what is in the wheel now."""
        if folder := getattr(self, "_folder", None):
            folder.cleanup()


def _compile_scan(root: Path, target: Path) -> str:
    """Compile and link the inner loop; say why it cannot be done, or nothing."""
    linker = sysconfig.get_config_var("LDSHARED")
    if not linker:
        return "this Python does not say how it was linked"
    include = sysconfig.get_path("include")
    flags = shlex.split(sysconfig.get_config_var("CCSHARED") or "")
    source = str(target.with_name("_scan.c"))
    (root / target).unlink(missing_ok=True)
    command = [*shlex.split(linker), *flags, "-O3", f"-I{include}", source, "-o", str(target)]
    return _failure(command, root)


def _compile_modules(root: Path, copy: Path, modules: list[str]) -> str:
    """Compile in a copy of the source, with mypyc; say why it cannot be done, or nothing."""
    copytree(root / "bot", copy / "bot", ignore=ignore_patterns("__pycache__", f"*{SUFFIX}"))
    return _failure([sys.executable, str(root / "tools" / "compile.py"), *modules], copy)


def _failure(command: list[str], folder: Path) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)  # noqa: S603
    except OSError as error:
        return f"{command[0]}: {error.strerror}"
    if done.returncode:
        said = [*done.stderr.splitlines(), *done.stdout.splitlines()]
        return next((line for line in said if "error" in line.lower()), f"{command[0]} failed")
    return ""


def _compile_here(modules: list[str]) -> None:
    """Compile the modules of this folder, each beside its source; what they share in one library."""
    # Imported here: without them nothing else is lost.
    from mypyc.build import mypycify  # noqa: PLC0415
    from setuptools import setup  # noqa: PLC0415

    # The libraries of the program need not be there: what comes from them is then of any type.
    extensions = mypycify(
        ["--ignore-missing-imports", *modules], opt_level="3", group_name="tapewatch"
    )
    setup(packages=[], ext_modules=extensions, script_args=["--quiet", "build_ext", "--inplace"])


if __name__ == "__main__":
    _compile_here(sys.argv[1:])
