"""What README says to type is typed, and what it shows is what comes out."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.packs.check import check
from bot.packs.report import as_text

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
RUN = re.findall(r"<!-- run -->\n```console\n(.*?)```", README, re.DOTALL)


def typed(block: str) -> list[tuple[str, str]]:
    """Give the commands of a console block, each with the output shown below it."""
    pairs: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            pairs.append((line[2:], []))
        else:
            pairs[-1][1].append(line)
    return [(command, "\n".join(shown)) for command, shown in pairs]


def test_there_is_something_to_run() -> None:
    assert RUN


@pytest.mark.parametrize("block", RUN)
def test_commands_print_what_is_shown(block: str, tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command, shown in typed(block):
        done = subprocess.run(
            command, shell=True, capture_output=True, text=True, check=True, cwd=tmp_path,
            env={**os.environ, "PATH": path},
        )  # fmt: skip
        assert (done.stdout + done.stderr).strip() == shown.strip(), command


def test_the_rule_it_shows_is_a_rule_whose_examples_hold(tmp_path: Path) -> None:
    found = re.search(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert found is not None
    rules = yaml.safe_load(found[1])
    (tmp_path / "packs").mkdir()
    pack = tmp_path / "packs" / "steel-duties.yaml"
    shown = {
        "id": "steel-duties",
        "title": "Steel",
        "emoji": "🏗",
        "description": "Shown.",
        "rules": rules,
    }
    pack.write_text(yaml.safe_dump(shown, allow_unicode=True), encoding="utf-8")
    report = check([pack])
    assert not report.failures, as_text(report)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:`|\$ )make ([a-z]+)", README))))
def test_every_target_it_names_is_in_the_makefile(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(((?!http)[^)#]+)\)", README))))
def test_every_file_it_links_to_is_there(link: str) -> None:
    assert (ROOT / link).exists()
