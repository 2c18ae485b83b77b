"""The Bot API's machine-readable description, where ``TAPEWATCH_BOTAPI_SPEC`` names it: what is wrong by it.

It is not in the repository: ``api.min.json`` of github.com/PaulSonOfLars/telegram-bot-api-spec at Bot API 10.1.
"""

import json
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from bot.demo.botapi.params import Call

SPEC = os.environ.get("TAPEWATCH_BOTAPI_SPEC", "")
PLAIN: dict[str, tuple[type, ...]] = {
    "Integer": (int,), "Float": (int, float), "String": (str,), "Boolean": (bool,), "True": (bool,),
}  # fmt: skip


@cache
def spec() -> dict[str, Any]:
    described: dict[str, Any] = json.loads(Path(SPEC).read_text("utf-8"))
    return described


def faults(value: object, kinds: list[str], place: str) -> list[str]:
    """Give what is wrong with a value that should be of one of these types; nothing where it fits one."""
    tried = [list(_faults(value, kind, place)) for kind in kinds]
    return min(tried, key=len) if all(tried) else []


def _faults(value: object, kind: str, place: str) -> Iterator[str]:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            yield f"{place} is no array"
            return
        for at, each in enumerate(value):
            yield from faults(each, [kind.removeprefix("Array of ")], f"{place}[{at}]")
    elif kind in PLAIN:
        fits = isinstance(value, PLAIN[kind]) and (kind in {"Boolean", "True"}) == isinstance(
            value, bool
        )
        if not fits:
            yield f"{place} is no {kind}: {value!r}"
    elif parts := spec()["types"][kind].get("subtypes"):
        yield from faults(value, parts, place)
    elif not isinstance(value, dict):
        yield f"{place} is no {kind}"
    else:
        fields = {field["name"]: field for field in spec()["types"][kind].get("fields", [])}
        yield from (f"{place} has no {name} in {kind}" for name in value.keys() - fields.keys())
        for name, field in fields.items():
            if name in value:
                yield from _field_faults(value[name], field, f"{place}.{name}")
            elif field["required"]:
                yield f"{place} lacks {name} of {kind}"


def _field_faults(value: object, field: dict[str, Any], place: str) -> list[str]:
    always = field["description"].partition('always "')[2].partition('"')[0]
    if always and value != always:
        return [f"{place} is {value!r}, not {always!r}"]
    return faults(value, field["types"], place)


def faults_of(calls: Iterable[Call]) -> list[str]:
    """Give what is wrong with the parameters of calls, down to the fields of their objects."""
    if not SPEC:
        return []
    return [
        fault
        for call in calls
        for field in spec()["methods"][call.method].get("fields", [])
        if field["name"] in call.values and "InputFile" not in field["types"]
        for fault in faults(call.values[field["name"]], field["types"], call.method)
    ]
