"""`ticketgate check`: saved bodies, told apart, judged, or refused with one message."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from support.invoking import spawn, ticketgate
from support.samples import row_of_full
from ticketgate import __version__
from ticketgate.verdict.as_json import SCHEMA

EXAMPLES = Path(__file__).resolve().parents[2] / "specs" / "examples"
FULL = EXAMPLES / "ticket-full.json"
PAGE = EXAMPLES / "search-page.json"


def read(path: Path) -> Any:
    return json.loads(path.read_bytes())


def rows() -> list[Any]:
    found: list[Any] = read(PAGE)["tickets"]
    return found


def forms(verdict: Any) -> dict[str, int]:
    """Return how many bodies of each form were judged, the answers that they are of aside."""
    return {name: count for name, count in verdict["judged"].items() if "Ticket" not in name}


def verdict_on(*arguments: object, stdin: bytes = b"") -> tuple[int, Any]:
    done = ticketgate("check", *arguments, "--json", "-", stdin=stdin)
    return done.status, json.loads(done.out)


def test_standard_input_is_read_once() -> None:
    done = ticketgate("check", "-", "-", stdin=FULL.read_bytes())
    assert (done.status, done.out) == (2, "")
    assert done.err == "ticketgate: - is named more than once; standard input can be read one time only\n"


def test_a_recording_with_nothing_to_judge_says_so_and_ends_with_3(tmp_path: Path) -> None:
    (tmp_path / "run.har").write_text('{"log": {"entries": []}}', "utf-8")
    done = ticketgate("check", tmp_path / "run.har")
    assert done.status == 3
    assert "is a HAR file without entries." in " ".join(done.out.split())
    assert done.out.splitlines()[-1] == "Verdict NOTHING CHECKED: no clause was put to the test."


def test_a_full_ticket_is_told_by_its_members() -> None:
    status, verdict = verdict_on(FULL)
    assert status == 0
    assert forms(verdict) == {"full": 1}
    assert verdict["target"] == str(FULL)
    roots = {clause["id"].partition(":")[0].partition("/")[0] for clause in verdict["clauses"]}
    assert roots == {"full", "getTicket", "pair"}


def test_a_page_is_judged_with_all_its_rows() -> None:
    status, verdict = verdict_on(PAGE)
    assert status == 0
    assert forms(verdict) == {"search": 1, "compact": len(rows())}


def test_one_row_is_told_by_what_it_lacks(tmp_path: Path) -> None:
    row = tmp_path / "row.json"
    row.write_text(json.dumps(rows()[0]))
    assert forms(verdict_on(row)[1]) == {"compact": 1}


def test_ndjson_counts_one_body_per_line_and_names_the_line_of_a_finding(tmp_path: Path) -> None:
    broken = {**read(FULL), "status": "halfOpen"}
    bodies = tmp_path / "saved.ndjson"
    bodies.write_text("\n".join(json.dumps(body) for body in (read(FULL), rows()[0], broken)) + "\n")
    done = ticketgate("check", bodies)
    assert done.status == 1
    assert f'status is "halfOpen", on 1 of 2 tickets: {broken["id"]} in {bodies}:3.' in " ".join(
        done.out.split()
    )


def test_standard_input_and_files_are_judged_together() -> None:
    status, verdict = verdict_on("-", PAGE, stdin=FULL.read_bytes())
    assert status == 0
    assert forms(verdict) == {"full": 1, "search": 1, "compact": len(rows()), "pair": 1}
    assert verdict["target"] == f"standard input, {PAGE}"


def test_as_overrules_what_the_members_say() -> None:
    status, verdict = verdict_on(FULL, "--as", "compact")
    assert status == 1
    assert forms(verdict) == {"compact": 1}
    assert "compact:body/absence" in [finding["clause"] for finding in verdict["findings"]]


def test_a_broken_body_fails_and_the_report_says_where_and_why(tmp_path: Path) -> None:
    saved = tmp_path / "ticket.json"
    saved.write_text(json.dumps({**read(FULL), "direction": "s3cret value of a customer"}))
    done = ticketgate("check", saved, "--waive", waiver(tmp_path, "full:status/enum"))
    assert done.status == 1
    lines = [line.strip() for line in done.out.splitlines()]
    assert "MUST    full:direction/enum" in done.out
    assert any(line.startswith("published · specs/schemas/ticket-fields.yaml:") for line in lines)
    assert lines[-1].startswith("Verdict BROKEN: 1 of ")
    assert "s3cret" not in done.out + done.err
    # The clause waived is kept here; other tickets may break it still.
    said = " ".join(done.out.split())
    assert "matches no finding, but only the bodies given were judged: it may be needed still." in said


def test_a_waiver_accepts_a_finding(tmp_path: Path) -> None:
    saved = tmp_path / "ticket.json"
    saved.write_text(json.dumps({**read(FULL), "direction": "sideways"}))
    done = ticketgate("check", saved, "--waive", waiver(tmp_path, "full:direction/enum"))
    assert done.status == 0
    assert "Waived: known (until 2999-12-31)" in done.out
    assert "Verdict PASSED WITH FINDINGS: " in done.out


def test_against_a_baseline_only_what_is_new_fails(tmp_path: Path) -> None:
    known, broken = tmp_path / "known.jsonl", tmp_path / "ticket.json"
    broken.write_text(json.dumps({**read(FULL), "status": "halfOpen"}))
    assert ticketgate("check", broken, "--baseline", known, "--update-baseline").status == 1
    made = known.read_bytes()
    done = ticketgate("check", broken, "--baseline", known)
    assert (done.status, "Nothing is new or worse; 1 as known." in done.out) == (0, True)

    broken.write_text(json.dumps({**read(FULL), "status": "parked", "priority": None}))
    done = ticketgate("check", broken, "--baseline", known, "--fail-on-new", "must")
    assert done.status == 1
    said = " ".join(done.out.split())
    assert "NEW MUST full:priority/nullability null, on 1 of 1 (100 %)" in said
    assert "NEW MUST full:status/enum parked, on 1 of 1 (100 %)" in said
    assert "0 as known, 1 not seen and judged too seldom to tell." in said
    assert known.read_bytes() == made


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--update-baseline",), "--update-baseline: give the file of the baseline with --baseline"),
        (
            ("--baseline", "{folder}/none"),
            "--baseline {folder}/none: no such file; --update-baseline makes one",
        ),
        (
            ("--baseline", "{folder}/bad"),
            "{folder}/bad:1: is no JSON object; a baseline has one on each line",
        ),
    ],
)
def test_a_baseline_that_cannot_be_used_is_refused(
    options: tuple[str, ...], problem: str, tmp_path: Path
) -> None:
    (tmp_path / "bad").write_text("known", encoding="utf-8")
    done = ticketgate("check", FULL, *(option.format(folder=tmp_path) for option in options))
    assert (done.status, done.out) == (2, "")
    assert done.err == f"ticketgate: {problem.format(folder=tmp_path)}\n"


def test_a_configuration_names_the_baseline_and_cannot_have_it_renewed_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    broken, configuration = tmp_path / "ticket.json", tmp_path / "ticketgate.toml"
    broken.write_text(json.dumps({**read(FULL), "priority": None}))
    configuration.write_text('baseline = "known.jsonl"\nfail-on-new = "any"\n', encoding="utf-8")
    assert ticketgate("check", broken, "--update-baseline").status == 1
    assert ticketgate("check", broken).status == 0
    broken.write_text(json.dumps({**read(FULL), "priority": None, "internalNote": ""}))
    assert ticketgate("check", broken).status == 1
    assert ticketgate("check", broken, "--fail-on-new", "may").status == 0

    configuration.write_text("update-baseline = true\n", encoding="utf-8")
    done = ticketgate("check", broken)
    assert (done.status, done.out) == (2, "")
    assert "update-baseline" in done.err


def test_a_verdict_does_not_overwrite_the_baseline(tmp_path: Path) -> None:
    known = tmp_path / "known.jsonl"
    done = ticketgate("check", FULL, "--baseline", known, "--update-baseline", "--json", known)
    assert (done.status, known.exists()) == (2, False)
    assert "--json and --baseline both go to" in done.err


def test_the_threshold_decides_whether_a_lesser_breach_fails(tmp_path: Path) -> None:
    saved = tmp_path / "ticket.json"
    saved.write_text(json.dumps({**read(FULL), "neverHeardOf": 1}))
    assert ticketgate("check", saved).status == 0
    done = ticketgate("check", saved, "--fail-on", "may")
    assert done.status == 1
    assert "has the member neverHeardOf" in done.out


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty; save the body of a response there"),
        (b" \n\n", "is empty; save the body of a response there"),
        (b'{"id": 17, "status"', "is no JSON: the body ends before the JSON value does (at byte 19)"),
        (b"<html>s3cret</html>", "is an HTML page, which no answer of this API is; check the address"),
        (b"s3cret", "is no JSON: "),
        (b"\xff", "is no JSON: the body is not UTF-8 (at byte 0)"),
        (
            b"[]",
            "is an array, neither a ticket nor a page of a search; say what it is with --as full",
        ),
        (b'"s3cret"', "is a string, neither a ticket nor a page"),
        (b'{"s3cret": 1}', "is an object, neither a ticket nor a page"),
    ],
)
def test_what_is_no_body_is_refused_with_one_message(content: bytes, problem: str, tmp_path: Path) -> None:
    saved = tmp_path / "saved.json"
    saved.write_bytes(content)
    done = ticketgate("check", saved)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"ticketgate: {saved}")
    assert problem in done.err
    assert done.err.count("\n") == 1
    assert "s3cret" not in done.err


def test_what_the_api_is_not_is_left_out_of_a_recording_and_said(tmp_path: Path) -> None:
    answered = {
        "status": 200,
        "headers": [],
        "content": {"text": FULL.read_text(), "mimeType": "application/json"},
    }
    urls = [f"https://{place}/ticket/376189" for place in ("demo.example/api/mind", "crm.example/v2")]
    entries = [{"request": {"method": "GET", "url": url}, "response": answered} for url in urls]
    file = tmp_path / "browser.har"
    file.write_text(json.dumps({"log": {"version": "1.2", "entries": [*entries, 17]}}))
    status, verdict = verdict_on(file)
    assert (status, verdict["judged"]["getTicket"]) == (0, 1)
    assert verdict["notes"] == [
        (
            f"{file}: left out entry 2: to a like path below another base URL; judged is https://demo.example/api/mind, "
            "and --base-url judges another."
        ),
        f"{file}: left out entry 3: not as HAR 1.2 has it.",
    ]
    assert verdict_on(file, "--base-url", "https://crm.example/v2/")[1]["judged"]["getTicket"] == 1
    assert ticketgate("check", file, "--base-url", "https://elsewhere.example").status == 3
    refused = ticketgate("check", file, "--base-url", "demo.example")
    assert (refused.status, refused.out) == (2, "")
    assert refused.err.startswith("ticketgate: --base-url 'demo.example': give the URL of the API")


def entry(path: str, body: Any, search: Any = None) -> Any:
    """Return an entry of a HAR file as browsers write it."""
    request = {"method": "GET", "url": f"https://demo.example/api/mind/ticket/{path}"}
    if search is not None:
        posted = {"mimeType": "application/json", "text": json.dumps(search)}
        request |= {"method": "POST", "postData": posted}
    content = {"text": json.dumps(body), "mimeType": "application/json"}
    return {"request": request, "response": {"status": 200, "headers": [], "content": content}}


def test_what_disagrees_in_answers_of_others_is_shown_and_counted_and_neither_broken_nor_kept(
    tmp_path: Path,
) -> None:
    ticket, mine = row_of_full(id=1, subject="another"), row_of_full(id=2, subject="another")
    body = {"tickets": [ticket, mine], "total": 2, "offset": 0, "limit": 5, "success": True}
    closed = {"key": "t.status", "comparator": "in", "values": ["nowhere"]}
    falling = {"limit": 5, "orderByField": "t.id", "orderByDirection": "desc"}
    entries = [
        *(entry("search", body, search) for search in (falling, {"limit": 5, "filters": [closed]})),
        *(entry(str(number), {**read(FULL), "id": number}) for number in (1, 2)),
    ]
    har, full, page = (tmp_path / name for name in ("browser.har", "full.json", "page.json"))
    har.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    full.write_text(json.dumps([{**read(FULL), "id": number} for number in (1, 2)]))
    page.write_text(json.dumps(body))
    pair = ("pair/forms-agree", "subject", 2, 2)
    searches = [
        ("searchTickets/hits-satisfy-filters", "tickets[].status", 1, 1),
        ("searchTickets/order-is-kept", "tickets[].id", 1, 1),
    ]
    for files, unconfirmed in ((har,), [pair, *searches]), ((full, page), [pair]):
        status, verdict = verdict_on(*files, "--fail-on", "may")
        assert (status, verdict["findings"]) == (0, [])
        assert [(*map(each.get, ("clause", "place", "count", "of")),) for each in verdict["unconfirmed"]] == (
            unconfirmed
        )
        states = {each["id"]: each["state"] for each in verdict["clauses"]}
        assert {states[clause] for clause, *_ in unconfirmed} == {"undecided"}
        shown = " ".join(ticketgate("check", *files).out.split())
        assert "Found once and not asked again, so neither broken nor kept MUST" in shown or len(files) == 2
        assert "subject differs between the ticket and its row in a search, on 2 of 2 tickets" in shown
        assert shown.endswith(f"; {len(unconfirmed)} found broken once and not asked again.")


@pytest.mark.parametrize("encoding", ["ascii", "cp932", "iso-8859-2"])
def test_what_the_output_cannot_encode_is_replaced(encoding: str, tmp_path: Path) -> None:
    saved = tmp_path / "se\u00f1al.json"
    saved.write_bytes(FULL.read_bytes())
    done = spawn("check", saved, "--fail-on", "may", env={"PYTHONIOENCODING": encoding})
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(f"ticketgate {__version__} - contract ")
    assert ("Target  " in done.out, "Verdict KEPT" in done.out) == (True, True)


def test_what_a_truncated_file_lost_is_said_and_no_green_run_is_made_of_the_rest(tmp_path: Path) -> None:
    lines = [json.dumps({**read(FULL), "id": i}) for i in range(1, 4)]
    (tmp_path / "a.ndjson.gz").write_bytes(gzip.compress("\n".join(lines).encode())[:-9])
    (tmp_path / "b.json").write_bytes(PAGE.read_bytes())
    status, verdict = verdict_on(tmp_path)
    jsonschema.validate(verdict, read(SCHEMA))
    assert (status, verdict["outcome"], verdict["complete"]) == (3, "incomplete", False)
    assert verdict["ended"] == {"reason": "source damaged", "words": "1 source could not be read to the end"}
    assert forms(verdict) == {"full": 2, "search": 1, "compact": len(rows())}
    assert verdict["target"] == str(tmp_path)
    done = ticketgate("check", tmp_path)
    assert "\nVerdict INCOMPLETE: " in done.out
    assert "the gzip file ends too early" in " ".join(done.out.split())


def test_a_source_that_cannot_be_read_ends_it_before_anything_is_judged(tmp_path: Path) -> None:
    done = ticketgate("check", FULL, tmp_path / "*.none", "--json", tmp_path / "verdict.json")
    assert (done.status, done.out) == (2, "")
    assert done.err == f"ticketgate: {tmp_path}/*.none: no file has such a name\n"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = ticketgate("check", tmp_path / "nothing.json")
    assert (done.status, done.out) == (2, "")
    assert done.err == f"ticketgate: cannot read {tmp_path / 'nothing.json'}: No such file or directory\n"


def test_without_a_file_the_usage_is_shown() -> None:
    done = ticketgate("check")
    assert done.status == 2
    assert done.err.startswith("Usage: ticketgate check [OPTIONS] SOURCE...")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("clause: x", "a waiver file is a list of entries with clause, place, variant, reason, until"),
        ("- [", ": not YAML; a waiver file is a list of entries"),
        ("- {clause: full:status/enum, reason: known}", "entry 1: lacks until"),
        (
            "- {clause: full:statuss/enum, reason: known, until: 2999-12-31}",
            "entry 1: no clause 'full:statuss/enum'; did you mean full:status/enum?",
        ),
    ],
)
def test_a_bad_waiver_file_is_refused(content: str, problem: str, tmp_path: Path) -> None:
    waivers = tmp_path / "waivers.yaml"
    waivers.write_text(content)
    done = ticketgate("check", FULL, "--waive", waivers)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"ticketgate: {waivers}")
    assert problem in done.err


def waiver(folder: Path, clause: str) -> Path:
    path = folder / "waivers.yaml"
    path.write_text(f"- clause: {clause}\n  reason: known\n  until: 2999-12-31\n")
    return path
