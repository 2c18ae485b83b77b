"""Compiles what is done most while the package is built, where there is a C compiler.

Without one the package is complete all the same, and slower with many rules: bot/matching/scan.py does the
inner loop with numpy, and every other module runs as it is written (docs/decisions/0017-compiled.md).
"""

import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path
from shutil import copytree
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
        failure = _compile_scan(Path(self.root), scan)
        if failure:
            self.app.display_warning(f"matching stays in Python, which is slower: {failure}")
            return
        build_data["infer_tag"] = True
        build_data["pure_python"] = False
        build_data["artifacts"].append(str(scan))
        if version != "editable":
            self._folder = TemporaryDirectory()
            failure = _compile_modules(
                Path(self.root), Path(self._folder.name), self.config["modules"]
            )
            if failure:
                self.app.display_warning(f"all but the inner loop stays in Python: {failure}")
                return
            for file in Path(self._folder.name).rglob(f"*{SUFFIX}"):
                target = str(file.relative_to(self._folder.name))
                build_data["force_include"][str(file)] = target

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
    source = root / "bot" / "matching" / "_scan.c"
    (root / target).unlink(missing_ok=True)
    link = [
        *shlex.split(linker),
        *flags,
        "-O3",
        f"-I{include}",
        str(source),
        "-o",
        str(root / target),
    ]
    return _failure(link, root)


def _compile_modules(root: Path, folder: Path, modules: list[str]) -> str:
    """Compile with mypyc, in a copy; say why it cannot be done, or nothing."""
    copytree(root / "bot", folder / "bot", ignore=lambda *_: {"__pycache__"})
    for stale in (folder / "bot").rglob("*.so"):
        stale.unlink()
    return _failure([sys.executable, __file__, *modules], folder)


def _failure(command: list[str], folder: Path) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)  # noqa: S603
    except OSError as error:
        return f"{command[0]}: {error.strerror}"
    if done.returncode:
        return next(iter(done.stderr.splitlines()), f"{command[0]} failed")
    return ""


def _compile_here(modules: list[str]) -> None:
    """Compile the modules of this folder, each beside its source; what they share in one library."""
    from mypyc.build import mypycify  # noqa: PLC0415 - where nothing is compiled it need not be there
    from setuptools import setup  # noqa: PLC0415

    # What a module imports may be missing here: then it is not known how to call it faster.
    extensions = mypycify(
        ["--ignore-missing-imports", *modules], opt_level="3", group_name="tapewatch"
    )
    setup(ext_modules=extensions, script_args=["--quiet", "build_ext", "--inplace"])


if __name__ == "__main__":
    _compile_here(sys.argv[1:])
