"""Time zones by what people know of them: a city, a part of a name, or where they are."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt
from zoneinfo import available_timezones

NEAREST = 8
_COORDINATES = re.compile(r"([+-])(\d{2})(\d{2})(?:\d{2})?([+-])(\d{3})(\d{2})(?:\d{2})?")
_AREAS = (
    "Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/",
    "Indian/", "Pacific/",
)  # fmt: skip


def is_zone(name: str) -> bool:
    """Whether the time zone database has a zone of exactly this name."""
    return name in _zones()


def search_zones(text: str) -> list[str]:
    """Give the zones that ``text`` may mean, the likeliest first: city, then part of the name."""
    wanted = _plain(text)
    if not wanted:
        return []

    def rank(zone: str) -> tuple[bool, bool, bool, str]:
        city = _plain(zone.rpartition("/")[2])
        return city != wanted, not city.startswith(wanted), not zone.startswith(_AREAS), zone

    return sorted((zone for zone in _zones() if wanted in _plain(zone)), key=rank)


def zones_near(latitude: float, longitude: float) -> list[str]:
    """Give the zones whose principal cities are nearest to a place, in degrees, :data:`NEAREST` of them."""

    def distance(where: tuple[float, float]) -> float:
        north, east = radians(where[0] - latitude), radians(where[1] - longitude)
        across = cos(radians(latitude)) * cos(radians(where[0])) * sin(east / 2) ** 2
        return asin(min(1.0, sqrt(sin(north / 2) ** 2 + across)))

    cities = _cities()
    return sorted(cities, key=lambda zone: distance(cities[zone]))[:NEAREST]


def _plain(text: str) -> str:
    return " ".join(re.split(r"[\s_/-]+", text.casefold())).strip()


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _cities() -> dict[str, tuple[float, float]]:
    """Give the principal city of each zone, latitude and longitude in degrees.

    Of the time zone database's zone1970.tab, which is in the public domain.
    """
    return dict(_read_cities(files("tzdata.zoneinfo").joinpath("zone1970.tab").read_text("utf-8")))


def _read_cities(table: str) -> Iterator[tuple[str, tuple[float, float]]]:
    for line in table.splitlines():
        if line.startswith("#"):
            continue
        _, coordinates, zone, *_ = line.split("\t")
        found = _COORDINATES.fullmatch(coordinates)
        if found is not None:
            south, lat, lat_minutes, west, lon, lon_minutes = found.groups()
            latitude = int(lat) + int(lat_minutes) / 60
            longitude = int(lon) + int(lon_minutes) / 60
            yield (
                zone,
                (
                    -latitude if south == "-" else latitude,
                    -longitude if west == "-" else longitude,
                ),
            )
