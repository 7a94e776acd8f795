"""A service desk at work: between two requests tickets vanish, arrive and change, as on a live tenant."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from ticketgate.mock.service import columns
from ticketgate.mock.service.store import Store
from ticketgate.mock.world.catalogue import EXTRA_TAG_IDS, TAGS
from ticketgate.mock.world.clock import HOUR, NOW, date_time
from ticketgate.mock.world.people import ON_DUTY, agents

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from ticketgate.mock.service.bodies import Pieces

#: Tickets that have not come yet when the desk opens.
_AWAITED = 30


class Desk(Store):
    """The tickets of the mock, from which some can be taken away."""

    def ids(self) -> list[int]:
        return [ticket for (ticket,) in self._connection.execute("SELECT id FROM ticket ORDER BY id")]

    def remove(self, ticket: int) -> Pieces:
        pieces = self.find(ticket)
        assert pieces is not None
        for table in columns.SIDE_TABLES.values():
            self._connection.execute(f"DELETE FROM {table} WHERE ticket = ?", (ticket,))
        self._connection.execute("DELETE FROM ticket WHERE id = ?", (ticket,))
        self._connection.execute("DELETE FROM body WHERE ticket = ?", (ticket,))
        return pieces


class Shift:
    """What people do to the tickets of a desk, one thing at a time; each change carries its moment."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self._desk = desk
        self._rng = Random(seed)
        self._agents = agents(seed)
        self._seconds = NOW - HOUR
        self._awaited = [desk.remove(ticket) for ticket in desk.ids()[-_AWAITED:]]

    def vanish(self) -> None:
        self._desk.remove(self._any())

    def arrive(self) -> None:
        if self._awaited:
            self._desk.change(self._awaited.pop(0), {})

    def close(self) -> None:
        self._change(status="closed", closedAt=self._moment(), autoExecuteAt=None)

    def reopen(self) -> None:
        self._change(status="open", closedAt=None)

    def mark_as_spam(self) -> None:
        self._change(spamStatus="manual_spam", status="closed", closedAt=self._moment(), autoExecuteAt=None)

    def give_priority(self) -> None:
        self._change(priority=self._rng.choice(("low", "medium", "high", "urgent")))

    def assign(self) -> None:
        agent = self._rng.choice(self._agents)
        self._change(agentId=agent["id"], agent=agent, assignedAgentIds=[agent["id"]], assignedAgents=[agent])

    def tag(self) -> None:
        tag = self._rng.choice(EXTRA_TAG_IDS)
        self._change(tags=[TAGS[tag]], tagIds=[tag])

    def write(self) -> None:
        """Somebody wrote: the ticket has a new moment and nothing else."""
        self._change()

    def look(self) -> None:
        """A colleague opens a ticket, which leaves the moment of its last change as it was."""
        ticket = self._any()
        pieces = self._desk.find(ticket)
        assert pieces is not None
        self._desk.add_worker(ticket, pieces, self._rng.choice(self._agents[1:ON_DUTY]))

    def _any(self) -> int:
        return self._rng.choice(self._desk.ids())

    def _moment(self) -> str:
        self._seconds += 1
        return date_time(self._seconds)

    def _change(self, **members: Any) -> None:
        pieces = self._desk.find(self._any())
        assert pieces is not None
        self._desk.change(pieces, {"modifiedAt": self._moment(), **members})


class AtWork:
    """An application in front of which something is done before every so many requests, in turns."""

    def __init__(self, app: ASGIApp, every: int, *work: Callable[[], None]) -> None:
        self._app = app
        self._every = every
        self._work = work
        self._asked = 0
        #: How often something was done.
        self.done = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._asked += 1
        if self._asked % self._every == 0:
            self._work[self.done % len(self._work)]()
            self.done += 1
        await self._app(scope, receive, send)
