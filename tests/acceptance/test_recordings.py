"""A recorded run judged again comes to the same, whatever the server does wrong, and holds nothing of the tenant."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.invoking import SMALL, ticketgate
from support.serving import TOKEN, Tampered, mock_app
from ticketgate.client import Client, Credential, Target
from ticketgate.contract.loading import default_contract
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.recording.reading import read_recording
from ticketgate.recording.writing import Recorder
from ticketgate.run.collect import collect
from ticketgate.run.recorded_exchanges import judge_recording
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ticketgate.judging.tally import Result

MARK = "Frau Geheim"


def counted(result: Result) -> dict[str, Any]:
    """Return all that a result says, without the words for findings: these describe pseudonyms."""
    return {
        "found": {identity: group.count for identity, group in result.groups.items()},
        "judged": dict(result.judged),
        "exercised": dict(result.exercised),
        "undecided": dict(result.undecided),
        "unconfirmed": {identity: group.count for identity, group in result.unconfirmed.items()},
        "partitions": dict(result.partitions),
    }


def both(file: Path, change: Callable[[Any], object], budget: int = 120) -> tuple[Result, Result]:
    """Run on a server whose answers pass through change, and judge the recording of it."""
    contract = default_contract()
    target = Target.create(
        "http://127.0.0.1:9/api/mind", Credential(TOKEN, "here"), max_requests=budget, is_mock=True
    )
    with (
        Client(target, InProcess(Tampered(mock_app(60), change))) as client,
        Recorder(file, contract, target.base_url) as recorder,
    ):
        result = collect(contract, client, Settings(), recorder=recorder).result
    recording = read_recording(file.read_bytes(), contract)
    assert recording is not None
    return result, judge_recording(contract, recording, "run.har")


def healthy(_: Any) -> None:
    """Leave every answer as it is."""


def rows_of(body: Any) -> list[Any]:
    return [row for row in body.get("tickets", [body]) if "id" in row]


def wrong_enum(body: Any) -> None:
    for row in rows_of(body):
        row["status"] = {"open": "Open", "closed": "solved", "pending": MARK}[row["status"]]


def wrong_dates(body: Any) -> None:
    for row in rows_of(body):
        row["createdAt"] = row["createdAt"].replace(" ", "T")
        row["modifiedAt"] = "2019-02-30 10:00:00"


def wrong_order_in_time(body: Any) -> None:
    for row in rows_of(body):
        row["createdAt"], row["modifiedAt"] = "2030-01-02 10:00:00", "2030-01-02 09:00:00"


def other_people(body: Any) -> None:
    for row in rows_of(body):
        row["customerId"] = "4711"
        row["agentId"] = 99


def a_stranger_in_the_page(body: Any) -> None:
    if len(body.get("tickets", ())) > 1:
        body["tickets"][1] = {**body["tickets"][0], "externalTicketId": "X"}
        body["total"] -= 1


def wrong_types(body: Any) -> None:
    for row in rows_of(body):
        row.update({"id": str(row["id"])} if row["id"] % 7 == 3 else {"tagIds": "1", "undocumented": MARK})


def upside_down(body: Any) -> None:
    if "tickets" in body:
        body["tickets"].reverse()


def errors_under_success(body: Any) -> None:
    if body.get("id", 0) % 7 == 3:
        body.clear()
        body["error"] = {"reason": MARK}


def nameless_errors(body: Any) -> None:
    body.pop("message", None)


@pytest.mark.parametrize(
    "change",
    [
        *(healthy, wrong_enum, wrong_dates, wrong_order_in_time, other_people, a_stranger_in_the_page),
        *(wrong_types, upside_down, nameless_errors, errors_under_success),
    ],
)
def test_a_recording_shows_what_the_run_showed(change: Callable[[Any], object], tmp_path: Path) -> None:
    run, again = both(tmp_path / "run.har", change)
    assert counted(again) == counted(run)
    assert bool(run.groups) == (change is not healthy)
    text = (tmp_path / "run.har").read_text(encoding="utf-8")
    for secret in (TOKEN, MARK, "Authorization", "2030-01-02"):
        assert secret not in text


def test_a_run_writes_a_recording_that_check_judges(tmp_path: Path) -> None:
    file, run, again = (tmp_path / name for name in ("run.har", "run.json", "again.json"))
    first = ticketgate("run", *SMALL, "--record", file, "--json", run)
    second = ticketgate("check", file, "--json", again)
    assert (first.status, second.status) == (0, 0)
    states = [
        {
            each["id"]: (each["state"], each["exercised"])
            for each in json.loads(verdict.read_bytes())["clauses"]
        }
        for verdict in (run, again)
    ]
    assert states[0] == states[1]
    assert "holds pseudonyms" in " ".join(second.out.split())
    assert "mock-token" not in file.read_text(encoding="utf-8")


def test_findings_of_a_recording_name_it_and_no_line_to_copy(tmp_path: Path) -> None:
    both(tmp_path / "run.har", other_people)
    done = ticketgate("check", tmp_path / "run.har")
    assert done.status == 1  # a search for an agent does not find what it was asked for
    assert f"in {tmp_path / 'run.har'}" in done.out.replace("\n        ", " ")
    assert "curl" not in done.out


def test_a_recording_and_saved_bodies_are_judged_together(tmp_path: Path) -> None:
    both(tmp_path / "run.har", healthy, budget=10)
    (tmp_path / "row.json").write_text('{"id": "1", "status": "open"}', encoding="utf-8")
    done = ticketgate("check", tmp_path / "run.har", tmp_path / "row.json", "--json", "-")
    verdict = json.loads(done.out)
    assert [finding["clause"] for finding in verdict["findings"] if finding["place"] == "id"] == [
        "compact:id/type"
    ]
    assert verdict["judged"]["getTicket"] > 1


def test_a_folder_for_the_recording_that_does_not_exist_is_said_at_once(tmp_path: Path) -> None:
    done = ticketgate("run", *SMALL, "--record", tmp_path / "none" / "run.har")
    assert done.status == 2
    assert "--record" in done.err
    assert "does not exist" in done.err
