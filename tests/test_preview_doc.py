"""What docs/preview.md shows is what the commands say."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_workbench import ITEMS

SHOWN = re.findall(
    r"```console\n\$ tapewatch (.+)\n((?:.|\n)+?)```", Path("docs/preview.md").read_text("utf-8")
)


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[line.split()[0] for line, _ in SHOWN])
def test_every_command_begins_to_answer_as_it_is_shown(
    command: str, output: str, tmp_path: Path
) -> None:
    items = tmp_path / "items.jsonl"
    items.write_text("".join(json.dumps(item) + "\n" for item in ITEMS), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bot", *shlex.split(command.replace("items.jsonl", str(items)))],
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(output)
