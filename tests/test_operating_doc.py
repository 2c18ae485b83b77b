"""docs/operating.md lists every setting as the code has it."""

import re
from pathlib import Path

from bot.settings import Settings

DOC = Path(__file__).parent.parent / "docs" / "operating.md"


def settings_table() -> str:
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        variable = field.validation_alias or f"TAPEWATCH_{name.upper()}"
        default = "" if field.default in {None, ""} else f"`{field.default}`"
        rows.append(f"| `{variable}` | {default} | {field.description} |")
    return "\n".join(rows)


def test_every_setting_is_listed_with_its_default_and_meaning() -> None:
    found = re.search(r"<!-- settings -->\n(.*)\n<!-- /settings -->", DOC.read_text(), re.DOTALL)
    assert found is not None
    assert found[1] == settings_table()
