"""What the guide for authors shows is what files may hold."""

import re
from collections.abc import Callable
from pathlib import Path

from bot.packs.check import check
from bot.packs.location import default_rules

Write = Callable[[str, str], Path]

GUIDE = default_rules().parent / "docs/packs.md"


def test_every_file_the_guide_shows_is_sound(write: Write, tmp_path: Path) -> None:
    """A pack with its examples, a basket, a feed list, together in one folder."""
    blocks = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    for number, block in enumerate(blocks):
        write(f"{number}.yaml", block)
    report = check([tmp_path])
    assert [str(one) for one in report.failures] == []
    assert (report.files, len(report.verdicts)) == (3, 4)


def test_the_guide_names_every_key_of_every_kind_of_file() -> None:
    """A key that is read must be explained."""
    source = (Path(__file__).parents[2] / "bot/packs/reading.py").read_text(encoding="utf-8")
    before_aliases = source.split("def _aliases")[0]
    keys = set(re.findall(r'(?:section|example|entry)\.\w+\("([a-z_]+)"', before_aliases))
    assert len(keys) > 20
    text = GUIDE.read_text(encoding="utf-8")
    assert {key for key in keys if not re.search(rf"\b{key}\b", text)} == set()
