"""The second opinion is asked about what is shown, however many bodies are like it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.samples import contract, full
from support.saved import in_memory
from ticketgate.audit.cutting import Cutter
from ticketgate.audit.saved_traffic import judge_saved
from ticketgate.judging.second_opinion import SecondOpinion

if TYPE_CHECKING:
    from ticketgate.judging.findings import Observation


def odd(ticket: int, *, disputed: bool) -> dict[str, Any]:
    """Return a ticket that breaks a rule; one library takes the ending with a line feed for a PDF."""
    body = {**full(), "id": ticket}
    body["attachments"][0] |= {"inline": True, "fileEnding": "pdf\n" if disputed else "exe"}
    return body


@pytest.mark.parametrize("backwards", [False, True])
def test_of_many_bodies_that_are_alike_few_are_asked_about(
    monkeypatch: pytest.MonkeyPatch, backwards: object
) -> None:
    asked: list[int | None] = []
    confirmed = SecondOpinion.confirmed

    def counted(self: SecondOpinion, observation: Observation, body: Any) -> Observation:
        asked.append(observation.ticket)
        return confirmed(self, observation, body)

    monkeypatch.setattr(SecondOpinion, "confirmed", counted)
    ids = range(60, 0, -1) if backwards else range(1, 61)
    lines = "\n".join(json.dumps({**full(), "id": i, "status": "waiting"}) for i in ids)
    verdict = judge_saved(contract(), in_memory(("s", lines.encode())), cutter=Cutter(500, 100_000))
    assert [each.ticket for each in verdict.findings] == [1]
    assert len(asked) == (3 if backwards else 1)
    assert asked[-1] == 1


@pytest.mark.parametrize("size", [1, 1_000_000])
@pytest.mark.parametrize("first", [False, True], ids=["shared first", "disputed first"])
def test_a_finding_is_disputed_if_the_body_that_is_shown_is(first: bool, size: int) -> None:  # noqa: FBT001
    bodies = [odd(2, disputed=not first), odd(1, disputed=first), odd(3, disputed=not first)]
    lines = "\n".join(map(json.dumps, bodies)).encode()
    (finding,) = judge_saved(contract(), in_memory(("s", lines)), cutter=Cutter(500, size)).findings
    assert (finding.ticket, finding.disputed) == (1, first)
