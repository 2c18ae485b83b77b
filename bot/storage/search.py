"""Stored items found by what a query wants of them, without a scan: by :mod:`bot.storage.item_search`."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    RowMapping,
    Select,
    func,
    or_,
    select,
    text,
    type_coerce,
)

from bot.domain.story import StoryId
from bot.pipeline.ports import Found, Trace
from bot.query.keys import EVERYTHING
from bot.query.wanted import AnyOf, Has, Wanted
from bot.storage.columns import EPOCH
from bot.storage.database import OnDatabase
from bot.storage.flow_rows import item_of, tickers_of
from bot.storage.item_search import BY_ROWID, WITH_STORIES, has
from bot.storage.statements import IDS, chunks
from bot.storage.tables import items

_PAGE = 1000
_DAY = 24 * 60 * 60 * 1_000_000
"""In microseconds, as times are stored."""
_COLUMNS = (
    items.c.number, items.c.story_id, items.c.id, items.c.title, items.c.summary, items.c.url,
    items.c.source, items.c.author, items.c.published, items.c.seen, items.c.lang, items.c.tags,
    items.c.feed_id, items.c.tier, items.c.guid,
)  # fmt: skip
_BY_INDEX = text("SET LOCAL enable_seqscan = off")
"""PostgreSQL finds two ways to what half of all items have about as dear; by the index is three times faster."""
_FOLDED = {"s": "\N{LATIN SMALL LETTER LONG S}", "k": "\N{KELVIN SIGN}"}
"""What RE2 without regard to case takes for an ASCII letter: https://www.unicode.org/Public/UCD/latest/ucd/CaseFolding.txt."""


class SqlSearch(OnDatabase):
    """The part of a store that finds items by what a query wants of them."""

    async def search(
        self,
        since: datetime,
        wanted: Wanted | None = None,
        *,
        tagged: bool = True,
        limit: int | None = None,
        containing: Sequence[str] = (),
    ) -> AsyncIterator[Found]:
        """See :meth:`bot.pipeline.ports.ReadStore.search`."""
        page: Sequence[RowMapping] = ()
        while limit is None or limit > 0:
            size = _PAGE if limit is None else min(limit, _PAGE)
            before = page[-1]["number"] if page else None
            page = await self._database.read(
                _page, since, wanted, containing, tagged=tagged, before=before, size=size
            )
            for row in page:
                yield _found(row)
            if len(page) < size:
                return
            limit = None if limit is None else limit - size

    async def found(self, numbers: Collection[int], *, tagged: bool = True) -> Sequence[Found]:
        """See :meth:`bot.pipeline.ports.ReadStore.found`."""
        return await self._database.read(found, numbers, tagged=tagged)

    async def traces(
        self, since: datetime, wanted: Wanted | None = None, *, containing: Sequence[str] = ()
    ) -> Sequence[Trace]:
        """See :meth:`bot.pipeline.ports.ReadStore.traces`."""
        return await self._database.read(traces, since, wanted, containing)

    async def stored_since(self, since: datetime) -> tuple[int, datetime | None]:
        """See :meth:`bot.pipeline.ports.ReadStore.stored_since`."""
        return await self._database.read(stored_since, since)


def stored_since(connection: Connection, since: datetime) -> tuple[int, datetime | None]:
    """Count the items seen since, and give when the first of them was."""
    query = select(func.count(), func.min(items.c.seen)).where(items.c.seen >= since)
    count, first = (connection.execute(query)).one()
    return count, first


def found(connection: Connection, numbers: Collection[int], *, tagged: bool) -> list[Found]:
    """Give the items of these numbers, the last stored first."""
    given: list[Found] = []
    for piece in chunks(sorted(numbers, reverse=True), IDS):
        query = select(*_columns(tagged=tagged)).where(items.c.number.in_(piece))
        rows = connection.execute(query.order_by(items.c.number.desc()))
        given += map(_found, rows.mappings())
    return given


def traces(
    connection: Connection, since: datetime, wanted: Wanted | None, containing: Sequence[str]
) -> list[Trace]:
    """Give the items seen since that have what is wanted, the last stored first."""
    server = connection.dialect.name == "postgresql"
    if server and wanted is not None:
        connection.execute(_BY_INDEX)
    told, _, query = _having(since, wanted, containing, server=server)
    day = type_coerce(told.c.seen, BigInteger) // _DAY
    query = query.add_columns(told.c.story_id, told.c.feed_id, day)
    rows: Iterable[Sequence[Any]]
    if server:  # its driver reads a list for each column in a third of the time of so many rows
        lists = connection.execute(select(*map(func.array_agg, query.subquery().c))).one()
        rows = zip(*lists, strict=True) if lists[0] is not None else ()
    else:
        rows = connection.execute(query)
    found = [Trace(number, story, feed, _day(on)) for number, story, feed, on in rows]
    return sorted(found, reverse=True)


@cache
def _day(number: int) -> date:
    """Give the day of that number since the epoch."""
    return date.fromordinal(EPOCH.toordinal() + number)


def _page(
    connection: Connection,
    since: datetime,
    wanted: Wanted | None,
    containing: Sequence[str],
    *,
    tagged: bool,
    before: int | None,
    size: int,
) -> Sequence[RowMapping]:
    """Give the last so many of the items that have what is wanted, of those stored before that number."""
    if wanted is not None:
        wanted = AnyOf((wanted, Has(EVERYTHING)))
    server = connection.dialect.name == "postgresql"
    _, number, query = _having(since, wanted, containing, server=server)
    if before is not None:
        query = query.where(number < before)
    last = query.order_by(number.desc()).limit(size)
    columns = _columns(tagged=tagged)
    if (
        server and wanted is not None
    ):  # else it goes through all items where few have what is wanted
        last = select(*columns).where(items.c.number.in_(last)).order_by(items.c.number.desc())
    else:
        last = last.with_only_columns(*columns)
    rows: Sequence[RowMapping] = connection.execute(last).mappings().all()
    return rows


def _having(
    since: datetime, wanted: Wanted | None, containing: Sequence[str], *, server: bool
) -> tuple[FromClause, ColumnElement[int], Select[Any]]:
    """Select the numbers of items that have what is wanted.

    Gives where it says of which story, feed and time they are, and the column of the numbers as well.
    """
    told: FromClause = items if wanted is None or not server else WITH_STORIES
    number = told.c.number if wanted is None or server else BY_ROWID.c.rowid
    query = select(number).where(told.c.seen >= since)
    if wanted is not None:
        query = query.where(has(wanted, server=server))
    if number is not told.c.number:
        query = query.where(told.c.number == number)
    if containing:
        query = query.where(_contains(containing, server=server))
        if told is not items:
            query = query.where(items.c.number == number)
    return told, number, query


def _contains(texts: Sequence[str], *, server: bool) -> ColumnElement[bool]:
    """Select what holds one of some texts, ASCII letters in any case."""
    whole = items.c.title + "\n" + items.c.summary
    small = func.lower(whole.collate("C"))
    folded = {other for one in texts for letter, other in _FOLDED.items() if letter in one}
    if server:
        return or_(
            # Of "> 0" the planner thinks a third has it, too many for it to look in two processes.
            *(func.sign(func.strpos(small, one)) == 1 for one in texts),
            *(func.sign(func.strpos(whole, one)) == 1 for one in sorted(folded)),
        )
    return or_(  # SQLite's LIKE is itself without regard to the case of ASCII letters
        *(whole.contains(one, autoescape=True) for one in texts),
        *(func.instr(whole, one) > 0 for one in sorted(folded)),
    )


def _columns(*, tagged: bool) -> Sequence[ColumnElement[Any]]:
    return (*_COLUMNS, items.c.tickers, items.c.baskets) if tagged else _COLUMNS


def _found(row: RowMapping) -> Found:
    tagged = "tickers" in row
    baskets = row["baskets"] if tagged else None
    return Found(
        number=row["number"],
        item=item_of(row),
        story_id=StoryId(row["story_id"]),
        tickers=tickers_of(row["tickers"]) if tagged else (),
        baskets=None if baskets is None else frozenset(baskets),
    )
