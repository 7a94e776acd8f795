"""`ticketgate run` against the mock's own answers, some of them tampered with: found, shown and reproduced."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from support.invoking import Done, ticketgate
from support.serving import TOKEN, Served, Tampered, mock_app
from ticketgate.contract.loading import default_contract
from ticketgate.mock.world.situations import FIRST_ID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BROKEN = FIRST_ID + 4
HIDDEN = "s3cret words of a customer"


def tamper(body: Any) -> None:
    """Break two enums of one ticket, in both forms, and add a member to all full tickets."""
    for ticket in body.get("tickets", [body]):
        if ticket.get("id") == BROKEN:
            ticket["status"] = "halfOpen"
            ticket["priority"] = HIDDEN
    if "bodyPlain" in body:
        body["neverHeardOf"] = 1


@pytest.fixture(scope="module")
def target() -> Iterator[str]:
    with Served(Tampered(mock_app(20), tamper)) as served:
        yield served.base_url


def run(target: str, *options: object) -> Done:
    options = ("--base-url", target, "--rate", 1000, "--max-requests", 150, *options)
    return ticketgate("run", *options, env={"ENNEO_TOKEN": TOKEN})


@pytest.fixture(scope="module")
def broken_run(target: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, Any, ET.Element]:
    folder = tmp_path_factory.mktemp("broken")
    done = run(target, "--json", folder / "verdict.json", "--junit", folder / "junit.xml")
    verdict = json.loads((folder / "verdict.json").read_bytes())
    return done, verdict, ET.fromstring((folder / "junit.xml").read_bytes())


def finding_in(report: str, clause: str) -> list[str]:
    lines = report.splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith(f"MUST    {clause}"))
    return [line.strip() for line in lines[first : lines.index("", first)]]


def test_a_changed_value_is_found_and_the_report_says_all_there_is_to_know(
    broken_run: tuple[Done, Any, ET.Element],
) -> None:
    done, verdict, _ = broken_run
    clause = default_contract().clauses["full:status/enum"]
    head, *promise, evidence, what, command, in_row, searched = finding_in(done.out, clause.id)
    of = next(state["exercised"] for state in verdict["clauses"] if state["id"] == clause.id)
    assert done.status == 1
    assert head == f"MUST    {clause.id} and 1 more"
    assert " ".join(promise) == f"{clause.title}. {clause.description}"
    # The ticket counts once, although generated requests may read it again after the sample.
    assert what == f'full:status is "halfOpen", on 1 of {of} tickets: {BROKEN}.'
    assert evidence.startswith(f"published · {clause.written}")
    assert str(clause.written).startswith("specs/schemas/ticket-fields.yaml:")
    assert command.startswith('curl -sS -H "Authorization: Bearer $ENNEO_TOKEN" ')
    assert in_row.startswith('compact:status is "halfOpen", on 1 of ')
    assert searched.startswith("curl -sS -X POST ")
    assert of >= 20


def test_the_command_of_a_finding_really_returns_that_ticket(
    broken_run: tuple[Done, Any, ET.Element],
) -> None:
    done, _, _ = broken_run
    *_, url = shlex.split(finding_in(done.out, "full:status/enum")[-3])
    body = httpx.get(url, headers={"Authorization": f"Bearer {TOKEN}"}).json()
    assert (body["id"], body["status"]) == (BROKEN, "halfOpen")


def test_the_command_of_a_finding_in_a_row_returns_that_row_alone(
    broken_run: tuple[Done, Any, ET.Element],
) -> None:
    _, verdict, _ = broken_run
    [found] = [each for each in verdict["findings"] if each["clause"] == "compact:status/enum"]
    words = shlex.split(found["reproduce"])
    body, url = json.loads(words[words.index("--data-raw") + 1]), words[-1]
    page = httpx.post(url, json=body, headers={"Authorization": f"Bearer {TOKEN}"}).json()
    assert [(row["id"], row["status"]) for row in page["tickets"]] == [(BROKEN, "halfOpen")]


def test_both_forms_are_named_and_nothing_else_fails(broken_run: tuple[Done, Any, ET.Element]) -> None:
    _, verdict, junit = broken_run
    fails = {f"{form}:{field}/enum" for form in ("full", "compact") for field in ("status", "priority")}
    assert {f["clause"] for f in verdict["findings"] if f["level"] == "MUST"} == fails
    failed = [case.attrib["name"] for case in junit.iter("testcase") if case.find("failure") is not None]
    assert {name.partition("[")[2].removesuffix("]") for name in failed} == fails
    (failure,) = (
        case.find("failure") for case in junit.iter("testcase") if "[full:status/enum]" in str(case.attrib)
    )
    assert failure is not None
    assert 'status is "halfOpen", on ' in str(failure.text)


def test_a_value_that_may_be_personal_and_the_token_are_nowhere(
    broken_run: tuple[Done, Any, ET.Element],
) -> None:
    done, verdict, junit = broken_run
    everything = done.out + done.err + json.dumps(verdict) + ET.tostring(junit, "unicode")
    assert f"priority is a string of {len(HIDDEN)} characters" in done.out
    assert "s3cret" not in everything
    assert TOKEN not in everything


def test_a_lesser_breach_fails_only_at_its_threshold(
    target: str, broken_run: tuple[Done, Any, ET.Element], tmp_path: Path
) -> None:
    _, verdict, junit = broken_run
    lesser = [f["clause"] for f in verdict["findings"] if f["level"] == "MAY"]
    assert lesser == ["full:/undocumented"]
    (case,) = (c for c in junit.iter("testcase") if "[full:/undocumented]" in c.attrib["name"])
    assert [child.tag for child in case] == ["system-out"]
    done = run(target, "--fail-on", "may", "--waive", waivers(tmp_path, "until: 2999-12-31"))
    assert done.status == 1
    assert "(1 MAY); 4 waived (4 MUST)." in " ".join(done.out.split())


def test_waivers_accept_the_findings_they_name_until_their_date(target: str, tmp_path: Path) -> None:
    done = run(target, "--waive", waivers(tmp_path, "until: 2999-12-31"))
    assert done.status == 0
    assert done.out.count("Waived: known to the team (until 2999-12-31)") == 4
    done = run(target, "--waive", waivers(tmp_path, "until: 2020-01-31"))
    assert done.status == 1
    assert "entry 1: the waiver of full:status/enum ended on 2020-01-31; mend or renew it" in " ".join(
        done.out.split()
    )


def waivers(folder: Path, until: str) -> Path:
    path = folder / "waivers.yaml"
    path.write_text(
        "".join(
            f"- {{clause: '{form}:{field}/enum', reason: known to the team, {until}}}\n"
            for form in ("full", "compact")
            for field in ("status", "priority")
        )
    )
    return path
