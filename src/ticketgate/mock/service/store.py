"""The mock's tickets in SQLite: building and reopening the database, reading, searching and the two changes.

Searching happens in SQL on real columns; answers are joined from the pieces stored beside them.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any

import orjson

from ticketgate.errors import UsageError
from ticketgate.mock.service import bodies, columns
from ticketgate.mock.service.bodies import Pieces
from ticketgate.mock.world.clock import NOW, date_time
from ticketgate.mock.world.tickets import MEMBERS, generate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ticketgate.mock.service.search_body import SqlSearch

_FORMAT = 1
"""Raise it with any change to tables or generated data: a database kept from before is then refused."""
_BATCH = 200
_NUMBERS = ("id", *columns.INTEGERS, *columns.BOOLEANS, *columns.FIRST_VALUES.values())
_COLUMNS = (*_NUMBERS, *columns.TEXTS, *columns.DATES)
_PIECES = ", ".join(Pieces._fields)
_WIDTHS = {"ticket": len(_COLUMNS), "body": 1 + len(Pieces._fields)} | dict.fromkeys(
    columns.SIDE_TABLES.values(), 2
)
_INSERT = {
    **{
        table: f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * width)})"  # noqa: S608 - all constants
        for table, width in _WIDTHS.items()
    },
    "ticket_text": "INSERT INTO ticket_text (rowid, words) VALUES (?, ?)",
}


class Store:
    """One database and its one connection, to be used by one thread at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def temporary(cls, count: int, seed: int, one_in: int | None = None) -> Store:
        """Build a database that vanishes with the connection; beyond its cache it lies on disk."""
        store = cls(_connect(""))
        store._build(count, seed, one_in)
        return store

    @classmethod
    def kept(cls, path: Path, count: int, seed: int) -> Store:
        """Open the database at `path`, building it first if there is none.

        Raises UsageError if the file cannot be used or holds other tickets than asked for.
        """
        try:
            if not path.exists():
                _build_at(path, count, seed)
            store = cls(_connect(str(path)))
        except (sqlite3.Error, OSError) as error:
            raise UsageError(f"the mock's database {path} cannot be written: {error}") from error
        try:
            store._check(path, count, seed)
        except UsageError:
            store.close()
            raise
        return store

    def copy(self) -> Store:
        """Return a temporary database with the same tickets, which is much faster than to build it anew."""
        copied = Store(_connect(""))
        self._connection.backup(copied._connection)
        return copied

    def close(self) -> None:
        """Close the connection; a temporary database is gone with it."""
        self._connection.close()

    def find(self, ticket_id: int) -> Pieces | None:
        """Read one ticket."""
        statement = f"SELECT {_PIECES} FROM body WHERE ticket = ?"  # noqa: S608 - the names are constants
        row = self._connection.execute(statement, (ticket_id,)).fetchone()
        return None if row is None else Pieces._make(row)

    def search(self, search: SqlSearch) -> bytes:
        """Answer a search with the body of the page."""
        condition, params = search.condition.sql, (*search.params, *search.condition.params)
        selection = f"FROM {search.source} WHERE {condition}"
        # Every part of these statements is a constant of this package; what the caller sent is bound.
        count = f"SELECT count(*) {selection}"
        ids = f"SELECT t.id {selection} ORDER BY {search.order} LIMIT ? OFFSET ?"
        (total,) = self._connection.execute(count, params).fetchone()
        found = self._connection.execute(ids, (*params, search.limit, search.offset)).fetchall()
        hits = (self.find(ticket_id) for (ticket_id,) in found)
        rows = [bodies.compact(hit, routing_view=search.routing_view) for hit in hits if hit is not None]
        return bodies.search_page(rows, total=total, offset=search.offset, limit=search.limit)

    def add_worker(self, ticket_id: int, pieces: Pieces, agent: Mapping[str, Any]) -> Pieces:
        """Note that an agent opened the ticket, once (R29); give the ticket as it is then."""
        present = orjson.loads(b"{" + pieces.worked_on_by + b"}")
        if agent["id"] in present["workedOnByIds"]:
            return pieces
        changed = bodies.workers([*present["workedOnBy"], agent])
        self._connection.execute("UPDATE body SET worked_on_by = ? WHERE ticket = ?", (changed, ticket_id))
        self._connection.execute("INSERT INTO ticket_worker VALUES (?, ?)", (ticket_id, agent["id"]))
        return pieces._replace(worked_on_by=changed)

    def refresh(self, pieces: Pieces) -> Pieces:
        """Forget what was found out about the ticket, as `refresh=true` does; give the ticket as it is then.

        Identification, intents and tags are cleared and the AI pipeline starts again, with nothing processed.
        """
        return self.change(
            pieces,
            {
                "customerId": None,
                "contractId": None,
                "customerLegitimation": 0,
                "customerLegitimationMessage": None,
                "intents": [],
                "tags": [],
                "tagIds": [],
                "aiSupportLevel": "unprocessed",
                "autoExecuteAt": None,
                "modifiedAt": date_time(NOW),
            },
        )

    def change(self, pieces: Pieces, members: Mapping[str, Any]) -> Pieces:
        """Write a ticket anew with other values of these members, and give it as it is then."""
        body = orjson.loads(bodies.full(pieces))
        ticket = {name: body[name] for name in MEMBERS} | dict(members)
        with _transaction(self._connection):
            for table in columns.SIDE_TABLES.values():
                self._connection.execute(f"DELETE FROM {table} WHERE ticket = ?", (ticket["id"],))  # noqa: S608
            for table, row in _rows(ticket):
                self._connection.execute(_INSERT[table], row)
        return bodies.cut(ticket)

    def _build(self, count: int, seed: int, one_in: int | None = None) -> None:
        """Write all tickets. Only finished rows wait for their batch: garbage collection passes them by."""
        self._create_tables()
        waiting: dict[str, list[tuple[object, ...]]] = {table: [] for table in _INSERT}
        with _transaction(self._connection):
            for position, ticket in enumerate(generate(count, seed, one_in=one_in), start=1):
                for table, row in chain(_rows(ticket), [("ticket_text", _text(ticket))]):
                    waiting[table].append(row)
                if position % _BATCH == 0:
                    self._flush(waiting)
            self._flush(waiting)
            # Built afterwards: sorting once is faster than keeping the indexes sorted all along.
            for name in _COLUMNS:
                self._connection.execute(f'CREATE INDEX "by_{name}" ON ticket ("{name}")')
            self._connection.execute("INSERT INTO meta VALUES (?, ?, ?)", (_FORMAT, count, seed))

    def _flush(self, waiting: Mapping[str, list[tuple[object, ...]]]) -> None:
        for table, rows in waiting.items():
            self._connection.executemany(_INSERT[table], rows)
            rows.clear()

    def _create_tables(self) -> None:
        typed = ", ".join(f'"{name}" {"INTEGER" if name in _NUMBERS else "TEXT"}' for name in _COLUMNS)
        self._connection.execute(f"CREATE TABLE ticket ({typed}, PRIMARY KEY (id))")
        # Apart, because a search that reads columns should not have to step over whole tickets.
        pieces = ", ".join(f"{name} BLOB" for name in Pieces._fields)
        self._connection.execute(f"CREATE TABLE body (ticket INTEGER PRIMARY KEY, {pieces})")
        for table in columns.SIDE_TABLES.values():
            self._connection.execute(
                f"CREATE TABLE {table} (ticket INTEGER, value INTEGER, PRIMARY KEY (ticket, value))"
                " WITHOUT ROWID"
            )
        self._connection.execute("CREATE VIRTUAL TABLE ticket_text USING fts5(words, content='')")
        self._connection.execute("CREATE TABLE meta (format INTEGER, tickets INTEGER, seed INTEGER)")

    def _check(self, path: Path, count: int, seed: int) -> None:
        """Refuse a database that holds other tickets than asked for."""
        try:
            found = self._connection.execute("SELECT format, tickets, seed FROM meta").fetchone()
        except sqlite3.Error:
            found = None
        if found is None or found[0] != _FORMAT:
            raise UsageError(
                f"{path} is no database this version of the mock made; choose another file or delete it"
            )
        if found[1:] != (count, seed):
            raise UsageError(
                f"{path} holds {found[1]} tickets of seed {found[2]}, asked for are {count} of seed {seed}:"
                " give the same numbers, choose another file, or delete it"
            )


def _connect(path: str) -> sqlite3.Connection:
    """Open a database in autocommit mode; the server's thread uses what the main thread opened."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        for pragma in ("page_size = 8192", "synchronous = OFF", "temp_store = MEMORY", "cache_size = -32000"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _build_at(path: Path, count: int, seed: int) -> None:
    """Build beside the place and move there, so that an interrupted start leaves no half database behind."""
    unfinished = path.with_name(path.name + ".part")
    unfinished.unlink(missing_ok=True)
    try:
        store = Store(_connect(str(unfinished)))
        try:
            store._build(count, seed)  # noqa: SLF001 - this is the other half of Store.kept
        finally:
            store.close()
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _rows(ticket: Mapping[str, Any]) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Give the rows of one ticket, each with its table; the words for the full-text search apart."""
    ticket_id = ticket["id"]
    yield "ticket", _columns(ticket)
    yield "body", (ticket_id, *bodies.cut(ticket))
    for tag_id in ticket["tagIds"]:
        yield "ticket_tag", (ticket_id, tag_id)
    for intent in ticket["intents"]:
        yield "ticket_intent", (ticket_id, intent["aiAgentId"])
    for agent_id in ticket["workedOnByIds"]:
        yield "ticket_worker", (ticket_id, agent_id)


def _columns(ticket: Mapping[str, Any]) -> tuple[object, ...]:
    """Give the columns of one ticket: what searches name, some of it in no member of the ticket."""
    hidden = {
        "modelRunAt": None if ticket["aiSupportLevel"] == "unprocessed" else ticket["createdAt"],
        "lastMessageAt": ticket["modifiedAt"] or ticket["createdAt"],
        "lastCustomerMessageAt": ticket["createdAt"] if ticket["direction"] == "in" else None,
        "firstTagId": min(ticket["tagIds"], default=None),
        "firstAiAgentId": min((intent["aiAgentId"] for intent in ticket["intents"]), default=None),
    }
    return tuple(hidden[name] if name in hidden else ticket[name] for name in _COLUMNS)


def _text(ticket: Mapping[str, Any]) -> tuple[object, ...]:
    """Give what the full-text search reads. It is not written anew on a refresh, which leaves texts alone."""
    return ticket["id"], " ".join((ticket["subject"], ticket["summary"], ticket["bodyPlain"] or ""))
