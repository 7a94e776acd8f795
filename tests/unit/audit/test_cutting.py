"""Sources of any length are cut into blocks; what cannot be read on is left out and named."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any, Self

import pytest

from support.requests import get_ticket
from support.samples import answer, contract, full, row
from support.saved import in_memory
from ticketgate.audit import array_items, block_judge, cutting, recognition
from ticketgate.audit.blocks import Holding
from ticketgate.audit.cutting import Cutter, batches
from ticketgate.audit.recognition import recognised
from ticketgate.audit.saved_traffic import judge_saved
from ticketgate.audit.sources import Source, sources_of
from ticketgate.recording.writing import Recorder
from ticketgate.verdict.decision import Outcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: In the place of 16 MiB and 1 MiB.
LONGEST, LOOKED_AT = 40_000, 2_000


@pytest.fixture(autouse=True)
def _little_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (array_items, block_judge, cutting, recognition):
        monkeypatch.setattr(module, "LONGEST", LONGEST)
    monkeypatch.setattr(recognition, "_LOOKED_AT", LOOKED_AT)


def tickets(count: int) -> list[Any]:
    return [{**full(), "id": i} for i in range(1, count + 1)]


def judged(*sources: Source, size: int = 20_000) -> Verdict:
    return judge_saved(contract(), sources, cutter=Cutter(contract().search.most_rows, size))


def found(verdict: Verdict) -> list[tuple[str, str]]:
    return [(each.clause.id, each.source) for each in verdict.findings]


def lines(*values: Any) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


WAITING = {**full(), "status": "waiting", "id": 40}
TICKETS = [*tickets(39), WAITING, *tickets(10)]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (lines(*TICKETS), "s:40"),
        (json.dumps(TICKETS).encode(), "s, item 40"),
        (json.dumps(TICKETS, indent=2).encode(), "s, item 40"),
        (b"[" + b",\n".join(json.dumps(each).encode() for each in TICKETS) + b"]", "s, item 40"),
        (gzip.compress(lines(*TICKETS)), "s:40"),
    ],
    ids=["lines", "array in one line", "array in many lines", "array with an item a line", "gzip"],
)
def test_much_is_judged_part_by_part(content: bytes, place: str) -> None:
    verdict = judged(*in_memory(("s", content)))
    assert found(verdict) == [("full:status/enum", place)]
    assert verdict.judged["full"] == 50
    assert verdict.exit_code == 1


def test_blocks_are_cut_when_their_turn_comes() -> None:
    taken = 0

    class Counting:
        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def read(self, _: int) -> bytes:
            nonlocal taken
            taken += 1
            return lines(*tickets(3))

    source = Source("s", Counting)  # type: ignore[arg-type]
    told = recognised(contract(), source, 0, None, None)
    blocks = Cutter(500, 20_000).blocks(told)
    before = taken
    for _ in range(5):
        assert next(blocks).size < 100_000
    assert taken - before < 40


# A page of any number of rows


def rows(count: int) -> list[Any]:
    return [{**row(), "id": i} for i in range(1, count + 1)]


def page(listed: list[Any], **members: Any) -> bytes:
    return json.dumps(
        {"success": True, "tickets": listed, "total": 9999, "offset": 0, "limit": 100, **members}
    ).encode()


def test_a_huge_page_is_judged_as_a_page_and_row_by_row() -> None:
    listed = rows(600)
    for number in (7, 559):
        listed[number] = {**listed[number], "priority": None}
    listed[560] = {**listed[560], "status": "waiting"}
    verdict = judged(*in_memory(("p", page(listed))))
    assert found(verdict) == [
        ("compact:priority/nullability", "p"),
        ("compact:status/enum", "p, row 561"),
        ("searchTickets/page-is-within-the-limit", "p"),
    ]
    assert (verdict.judged["compact"], verdict.judged["search"]) == (600, 1)
    assert verdict.findings[0].count == 2
    assert verdict.info.notes[0] == (
        "p: is one page of 600 rows: the promises on pages were judged with the first 501 of them."
    )


def test_a_page_of_many_bytes_and_few_rows_is_a_page() -> None:
    verdict = judged(
        *in_memory(("p", page([{**each, "subject": "x" * 2_000} for each in rows(30)], limit=30)))
    )
    assert (found(verdict), verdict.judged["compact"], verdict.judged["search"]) == ([], 30, 1)


def test_of_a_page_without_an_end_the_rows_are_judged() -> None:
    verdict = judged(*in_memory(("p", page(rows(600))[:-30_000])))
    assert verdict.judged["compact"] > 500
    assert "search" not in verdict.judged
    assert verdict.outcome is Outcome.INCOMPLETE
    assert (
        verdict.info.notes[0]
        == f"p: left out row {verdict.judged['compact'] + 1} and what follows it: the array has no end."
    )


# HAR of any length


def entry(body: Any) -> Any:
    return {
        "request": {
            "method": "GET",
            "url": f"https://demo.example/api/mind/ticket/{body['id']}?includeIntents=true",
        },
        "response": {"status": 200, "content": {"text": json.dumps(body), "mimeType": "application/json"}},
    }


def har(*entries: Any, indent: int | None = None) -> bytes:
    log = {
        "version": "1.2",
        "creator": {"name": "x"},
        "pages": [{"id": "p"}],
        "entries": entries,
        "comment": "y",
    }
    return json.dumps({"log": log}, indent=indent).encode()


@pytest.mark.parametrize("indent", [None, 2])
def test_har_is_judged_entry_by_entry(indent: int | None) -> None:
    verdict = judged(*in_memory(("h", har(*map(entry, TICKETS), indent=indent))))
    assert found(verdict) == [("full:status/enum", "h, entry 40")]
    assert verdict.judged["full"] == 50
    assert (verdict.info.notes, verdict.exit_code) == ((), 1)


def test_har_is_cut_into_blocks_while_it_is_read() -> None:
    (source,) = in_memory(("h", har(*map(entry, tickets(200)))))
    cutter = Cutter(500, 20_000)
    blocks = cutter.blocks(recognised(contract(), source, 0, None, None))
    first = next(blocks)
    assert (first.held, first.first, first.size < 40_000) == (Holding.ENTRIES, 1, True)
    assert cutter.stored < 600_000 < (source.size or 0)
    assert sum(len(block.content) for block in blocks) == 200 - len(first.content)


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("count", [4, 60], ids=["little", "much"])
def test_of_har_that_was_cut_the_entries_before_are_judged(count: int, kept: float) -> None:
    whole = har(entry(WAITING), *map(entry, tickets(count)))
    verdict = judged(*in_memory(("h", whole[: int(len(whole) * kept)])))
    assert found(verdict) == [("full:status/enum", "h, entry 1")]
    (note,) = verdict.info.notes
    entries = verdict.judged["full"]
    assert kept * count - 2 < entries <= kept * count + 1
    assert note == f"h: left out entry {entries + 1} and what follows it: the array has no end."
    assert verdict.info.ended is not None


def test_an_entry_that_is_too_long_is_left_out_and_the_others_are_judged() -> None:
    long = {**entry(WAITING), "comment": "x" * 3 * LONGEST}
    verdict = judged(*in_memory(("h", har(entry(WAITING), long, entry(WAITING), *map(entry, tickets(9))))))
    assert (verdict.judged["full"], verdict.findings[0].count) == (11, 2)
    assert verdict.info.notes == ("h: left out entry 2: longer than 0 MiB.",)


@pytest.mark.parametrize("content", [b'{"log": {"entries": []}}', b'{"log": {"version": "1.2"}}'])
def test_har_without_entries_is_said_to_be_that(content: bytes) -> None:
    verdict = judged(*in_memory(("h", content), ("t", lines(WAITING))))
    assert verdict.info.notes == ("h: is a HAR file without entries.",)


@pytest.mark.parametrize(
    ("cut", "lost", "count"),
    [
        (b'"comparisons"', "what follows its entries: it breaks off", 3),
        (b"/ticket/3", "entry 3 and what follows it: the array has no end", 2),
    ],
)
def test_of_a_recording_that_was_cut_the_exchanges_are_judged(
    cut: bytes, lost: str, count: int, tmp_path: Path
) -> None:
    file = tmp_path / "run.har"
    with Recorder(file, contract(), "https://demo.example/api/mind") as recorder:
        for i in (1, 2, 3):
            asked = get_ticket(i, includeCustomer=True)
            recorder.took(answer(asked, content=json.dumps({**full(), "id": i}).encode()))
    whole = file.read_bytes()
    at = whole.rindex(b'{"startedDateTime"') + 40 if b"ticket" in cut else whole.index(cut)
    verdict = judged(*in_memory(("run.har", whole[:at])))
    assert (verdict.judged["full"], verdict.outcome) == (count, Outcome.INCOMPLETE)
    assert verdict.info.notes[0] == f"run.har: left out {lost}."
    assert verdict.info.notes[-1].startswith("run.har does not say what its run held against each other")
    assert judged(*in_memory(("run.har", whole))).outcome is Outcome.KEPT


# Damage


def test_of_a_truncated_file_the_lines_before_are_judged() -> None:
    noise = [{**each, "subject": str(hash((i, "x")) ** 3)} for i, each in enumerate(tickets(40))]
    packed = gzip.compress(lines(*noise))
    verdict = judged(*in_memory(("s.gz", packed[: len(packed) * 3 // 4]), ("t", lines(WAITING))))
    assert found(verdict) == [("full:status/enum", "t:1")]
    whole = verdict.judged["full"] - 1
    assert 10 < whole < 40
    assert (verdict.outcome, verdict.exit_code) == (Outcome.BROKEN, 1)
    assert f"s.gz: left out line {whole + 1} and what follows it, from byte " in verdict.info.notes[1]
    assert verdict.info.notes[1].endswith(" of its content: the gzip file ends too early.")


def test_of_what_could_not_be_read_to_its_end_nothing_is_kept() -> None:
    packed = gzip.compress(lines(*tickets(3)))
    verdict = judged(*in_memory(("s.gz", packed[:-1])))
    assert (verdict.judged["full"], verdict.outcome, verdict.exit_code) == (3, Outcome.INCOMPLETE, 3)
    assert verdict.info.ended is not None
    assert verdict.info.ended.words == "1 source could not be read to the end"


def test_what_is_written_while_it_is_read_is_judged_as_far_as_it_was_there(tmp_path: Path) -> None:
    file = tmp_path / "log.ndjson"
    file.write_bytes(lines(*tickets(3)) + b'{"id": 1, "sta')
    sources = sources_of([str(file)])
    with file.open("ab") as more:
        more.write(b'tus": "waiting"}\n')
    verdict = judged(*sources)
    assert (verdict.judged["full"], verdict.findings) == (3, ())
    (note,) = verdict.info.notes
    assert note == (
        f"{file}: left out line 4 and what follows it, from byte {len(lines(*tickets(3))):,} of its content: "
        "it grew while it was read, and what was added is left out."
    )


@pytest.mark.parametrize(
    "content", [lines(WAITING), page(rows(600)), har(entry(WAITING))], ids=["lines", "page", "HAR"]
)
def test_a_source_that_is_gone_when_its_turn_comes_is_left_out(content: bytes, tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_bytes(content if name == "b" else lines(*tickets(2)))

    def vanishing(sources: list[Source]) -> Iterator[Source]:
        yield from sources
        (tmp_path / "b").unlink()

    verdict = judge_saved(contract(), vanishing(sources_of([str(tmp_path)])), target="t")  # type: ignore[arg-type]
    assert (verdict.judged["full"], verdict.outcome) == (4, Outcome.INCOMPLETE)
    assert "it is not there any more: No such file or directory." in verdict.info.notes[0]


@pytest.mark.parametrize("size", [1_000, 1_000_000])
@pytest.mark.parametrize(("length", "at"), [(LONGEST + 100, 9), (9 * LONGEST, 2), (9 * LONGEST, 17)])
def test_a_line_that_is_too_long_is_passed_over_however_it_is_read(length: int, at: int, size: int) -> None:
    each = [json.dumps(ticket).encode() for ticket in (*tickets(15), WAITING)]
    each.insert(at - 1, json.dumps({**full(), "subject": "x" * length}).encode())
    verdict = judged(*in_memory(("s", b"\n".join(each))), size=size)
    assert verdict.judged["full"] == 16
    assert found(verdict) == [("full:status/enum", f"s:{17 if at < 17 else 16}")]
    assert verdict.info.notes == (f"s: left out line {at}: longer than 0 MiB.",)


def test_files_of_a_folder_with_nothing_to_judge_are_passed_over_and_named(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("hello")
    (tmp_path / "a.json").write_bytes(lines(full()))
    verdict = judged(*sources_of([str(tmp_path)]))
    assert (verdict.judged["full"], verdict.exit_code) == (1, 0)
    assert verdict.info.notes[0].startswith(
        f"Left out 1 file with nothing to judge, the first: {tmp_path}/README.md: is no JSON: "
    )


def test_many_small_sources_are_judged_together() -> None:
    sources = in_memory(*((f"{i}", lines(full())) for i in range(10)))
    told = [recognised(contract(), source, i, None, None) for i, source in enumerate(sources)]
    cutter = Cutter(500)
    work = list(batches((block for each in told for block in cutter.blocks(each)), 20_000))
    assert sum(map(len, work)) == 10
    assert len(work) < 6
    assert cutter.stored == sum(source.size or 0 for source in sources)
