"""Times are aware, in UTC, checked when a value is made."""

from datetime import UTC, datetime


def utc(value: datetime) -> datetime:
    """Give ``value`` in UTC.

    Raises:
        ValueError: when ``value`` has no time zone.

    """
    if value.tzinfo is None:
        raise ValueError(f"a time without a zone: {value.isoformat()}; attach UTC where it is made")
    return value.astimezone(UTC)


def check_aware(owner: object, *names: str) -> None:
    """Refuse naive datetimes among the named attributes of ``owner``; None passes.

    Raises:
        ValueError: when one of them has no time zone.

    """
    for name in names:
        value = getattr(owner, name)
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{type(owner).__name__}.{name} has no time zone: {value.isoformat()}")
