"""The parameters of a call, whichever way they come, checked against what its method takes.

https://core.telegram.org/bots/api#making-requests: a query string, a form, a multipart form or JSON.
In the first three, objects and arrays are JSON in a text.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeGuard, cast

from aiohttp import web

from bot.demo.botapi.refusal import bad_request
from bot.demo.botapi.world import Json


class Kind(Enum):
    """What a parameter may be."""

    INTEGER = "an Integer"
    TEXT = "a String"
    BOOLEAN = "a Boolean"
    CHAT = "an Integer or a String"
    OBJECT = "an Object"
    ARRAY = "an Array"
    FILE = "a file or a String"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file sent along with a call."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call whose parameters have their types; one that was not given has none."""

    method: str
    values: Mapping[str, Any] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Give a String, empty where it was not given."""
        return cast("str", self.values.get(name, ""))

    def number(self, name: str, default: int = 0) -> int:
        """Give an Integer."""
        return cast("int", self.values.get(name, default))

    def flag(self, name: str) -> bool:
        """Give a Boolean, False where it was not given."""
        return cast("bool", self.values.get(name, False))

    def object(self, name: str) -> Json | None:
        """Give an Object."""
        return cast("Json | None", self.values.get(name))

    def array(self, name: str) -> list[Any]:
        """Give an Array, empty where it was not given."""
        return cast("list[Any]", self.values.get(name, []))


async def read_raw(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Give all parameters of a request as they came, and the files.

    Raises:
        Refusal: a JSON body that is none, or no object.

    """
    raw: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            raise bad_request("can't parse request JSON object") from None
        if not is_object(body):
            raise bad_request("request JSON must be an Object")
        return raw | body, uploads
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            uploads[name] = Upload(
                name=value.filename, mime=value.content_type, content=value.file.read()
            )
        else:
            raw[name] = value.decode() if isinstance(value, bytes | bytearray) else value
    return raw, uploads


def typed(name: str, value: Any, kind: Kind) -> Any:
    """Give the value of a parameter as its kind.

    Raises:
        Refusal: it is none of that kind.

    """
    given = _loaded(value) if kind not in {Kind.TEXT, Kind.CHAT, Kind.FILE} else value
    match kind:
        case Kind.INTEGER if isinstance(given, int) and not isinstance(given, bool):
            return given
        case Kind.BOOLEAN if isinstance(given, bool):
            return given
        case Kind.OBJECT if is_object(given):
            return given
        case Kind.ARRAY if isinstance(given, list):
            return given
        case Kind.CHAT if isinstance(given, int) and not isinstance(given, bool):
            return given
        case Kind.CHAT if isinstance(given, str):
            return int(given) if given.removeprefix("-").isdecimal() else given
        case Kind.TEXT | Kind.FILE if isinstance(given, str):
            return given
    if name == "reply_markup":
        raise bad_request("object expected as reply markup")
    raise bad_request(f'parameter "{name}" must be {kind.value}')


def is_object(value: object) -> TypeGuard[Json]:
    """Tell whether a JSON value is an object."""
    return isinstance(value, dict)


def _loaded(value: Any) -> Any:
    """Give what a text holds as JSON; anything else, and a text that holds none, stays."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value.lower() if value in {"True", "False"} else value)
    except ValueError:
        return value
