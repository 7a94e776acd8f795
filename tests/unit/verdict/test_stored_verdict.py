"""A verdict is read back from its JSON without its contract: what a report shows of it is the same."""

from __future__ import annotations

import json
import lzma
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from support import verdicts
from support.verdicts import MAY, MUST, accepted, found, verdict_of
from ticketgate.contract.loading import default_contract
from ticketgate.errors import DocumentError, UsageError
from ticketgate.verdict.as_json import dumps, to_json
from ticketgate.verdict.coverage import Sought
from ticketgate.verdict.decision import Outcome
from ticketgate.verdict.power import Power
from ticketgate.verdict.stored_verdict import ANY_WAY, as_stored, stored_verdict
from ticketgate.verdict.times import Times

RULE = "full/customer-agrees-with-customer-id"
VERDICT = verdict_of(
    found(MUST, 'is "waiting"', 9, variants={"waiting": 7, "parked": 2}, others=1),
    found(MAY, "has undocumented members", variants={"colour": 1}),
    found(RULE, "is another id", place="customer.id"),
    exercised={MUST: 12, MAY: 3, RULE: 4},
    unconfirmed=(found("full:interface/enum", "is null"),),
    partitions={"full:status=open": 3, "full:tags[].reference=contract": 1},
    times={"getTicket": Times(3, 0.25, 0.5, 0.5)},
    sought=Sought(power=(Power("full", "", 12, 12),)),
)


def stored(tmp_path: Path, content: bytes | dict[str, Any]) -> Any:
    path = tmp_path / "verdict.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return stored_verdict(path)


def former(form: int) -> bytes:
    return lzma.decompress(Path(verdicts.__file__).with_name(f"verdict_of_form_{form}.json.xz").read_bytes())


def test_its_json_is_the_one_that_it_was_read_from(tmp_path: Path) -> None:
    again = stored(tmp_path, dumps(VERDICT))
    assert to_json(again) == to_json(VERDICT)
    assert again == as_stored(VERDICT)
    assert len(again.findings) == 3


def test_clauses_and_partitions_have_their_form_and_place_again(tmp_path: Path) -> None:
    again = stored(tmp_path, dumps(VERDICT))
    known = default_contract().clauses
    assert all(
        (each.clause.root, each.clause.place) == (known[each.clause.id].root, known[each.clause.id].place)
        for each in again.states
    )
    partitions = [each.partition for each in again.coverage.partitions]
    assert partitions == [each.partition for each in VERDICT.coverage.partitions]


def test_an_accepted_finding_stays_accepted(tmp_path: Path) -> None:
    waived = replace(VERDICT, findings=tuple(map(accepted, VERDICT.findings)))
    again = stored(tmp_path, dumps(waived))
    assert again.outcome is waived.outcome is Outcome.KEPT
    assert {each.waiver for each in again.findings} == {"known"}


@pytest.mark.parametrize("form", [1, 2])
def test_a_former_form_is_read_and_lacks_what_it_does_not_hold(form: int, tmp_path: Path) -> None:
    data = json.loads(former(form))
    again = stored(tmp_path, data)
    assert again.outcome == data["outcome"] == "broken"
    assert [each.clause.title for each in again.findings] == [each["promise"] for each in data["findings"]]
    assert again.outline.places == ()
    variants = {variant.variant for finding in again.findings for variant in finding.variants}
    assert (variants == {ANY_WAY}) == (form == 1)


def test_the_id_of_a_ticket_is_whole_whatever_its_length(tmp_path: Path) -> None:
    long = 10**30 + 1
    again = stored(tmp_path, dumps(verdict_of(found(MUST, "is null", ticket=long))))
    assert again.findings[0].ticket == long


def test_a_verdict_that_was_edited_into_another_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="its outcome is kept, and what it holds makes it broken"):
        stored(tmp_path, {**to_json(VERDICT), "outcome": "kept"})


def test_a_place_in_no_document_is_refused_without_being_shown(tmp_path: Path) -> None:
    data = to_json(VERDICT)
    data["clauses"][0]["written"] = "secret"
    with pytest.raises(DocumentError, match="says no file and line") as refused:
        stored(tmp_path, data)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "content", [b"{", b"\xff", b"[" * 100_000, b"NaN", b'{"seed": Infinity}', b"9" * 5000]
)
def test_what_is_no_json_is_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="is no JSON; give a file that --json wrote"):
        stored(tmp_path, content)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read .*nothing"):
        stored_verdict(tmp_path / "nothing")
