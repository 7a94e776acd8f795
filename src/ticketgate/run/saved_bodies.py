"""Judges saved bodies: what a server answered, without the server."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from ticketgate.contract.clauses import Level
from ticketgate.contract.forms import COMPACT, FULL, PAGE
from ticketgate.contract.model import Contract
from ticketgate.contract.operations import Operation
from ticketgate.errors import UsageError
from ticketgate.exchange.answer import Exchange, NotJson, parse_json
from ticketgate.exchange.request import Request
from ticketgate.exchange.rows import is_meant_as_page, rows_of_page
from ticketgate.judging.findings import Observation
from ticketgate.judging.judge import Judge
from ticketgate.judging.second_opinion import SecondOpinion
from ticketgate.judging.tally import Result
from ticketgate.recording.reading import read_recording
from ticketgate.run.recorded_exchanges import judge_recording, notes_on
from ticketgate.verdict.decision import RunInfo, Verdict, decide
from ticketgate.verdict.waivers import Waiver

__all__ = ["judge_saved"]


@dataclass(frozen=True, slots=True)
class _Body:
    source: str
    form: str
    value: Any
    asked: tuple[tuple[str, str], ...] = ()


def judge_saved(
    contract: Contract,
    files: Sequence[tuple[str, bytes]],
    form: str | None = None,
    *,
    waivers: tuple[Waiver, ...] = (),
    fail_on: Level = Level.MUST,
) -> Verdict:
    """Return the verdict on files given as name and content; form says what they hold, None to tell.

    A recording of a run (HAR) is told from saved bodies by itself, and judged exchange by exchange.
    Only clauses of the forms that occur are part of the verdict. Raises UsageError, naming file and
    line, for content that is no JSON or of no form known.
    """
    started = datetime.now(UTC)
    recordings = {
        name: recording for name, content in files if (recording := read_recording(content, contract))
    }
    bodies = [
        body
        for name, content in files
        if name not in recordings
        for body in _bodies(contract, name, content, form)
    ]
    result = sum(
        (judge_recording(contract, recording, name) for name, recording in recordings.items()),
        start=_judge_bodies(contract, bodies),
    )
    info = RunInfo(
        target=", ".join("standard input" if name == "-" else name for name, _ in files),
        started=started.isoformat(timespec="seconds"),
        finished=datetime.now(UTC).isoformat(timespec="seconds"),
        requests=0,
        notes=tuple(note for name, each in recordings.items() for note in notes_on(contract, each, name)),
    )
    return decide(
        contract,
        result,
        info,
        waivers=waivers,
        fail_on=fail_on,
        today=started.date(),
        roots=frozenset(result.judged),
    )


def _judge_bodies(contract: Contract, bodies: Sequence[_Body]) -> Result:
    judge, opinion = Judge(contract), SecondOpinion(contract)
    return Result.of(
        replace(observation, findings=tuple(replace(f, source=body.source) for f in observation.findings))
        for body in bodies
        for observation in _judge(judge, opinion, body)
    )


def _judge(judge: Judge, opinion: SecondOpinion, body: _Body) -> Iterator[Observation]:
    contract = judge.contract
    operation = contract.reading if body.form == FULL else contract.searching
    request = Request(operation, operation.method, operation.path_of("0"), body.asked)
    exchange = Exchange(request, 200, {}, b"", 0.0)
    yield opinion.confirmed(judge.check_ticket(body.form, body.value, exchange), body.value)
    page = rows_of_page(body.value, contract.search) if body.form == PAGE else None
    for row in page.rows if page else ():
        yield opinion.confirmed(judge.check_ticket(COMPACT, row.value, exchange), row.value)


def _bodies(contract: Contract, name: str, content: bytes, form: str | None) -> Iterator[_Body]:
    shown = "standard input" if name == "-" else name
    if not content.strip():
        raise UsageError(f"{shown}: is empty; save the body of a response there")
    try:
        values = [(shown, parse_json(content))]
    except NotJson as whole:
        lines = [(f"{shown}:{i}", line) for i, line in enumerate(content.splitlines(), 1) if line.strip()]
        values = [(source, _parsed_line(source, line, whole, len(lines))) for source, line in lines]
    for source, value in values:
        told = form or _form_of(contract, value)
        if told is None:
            raise UsageError(
                f"{source}: is {_kind(value)} that is neither a ticket nor a page of a search; "
                "say what it is with --as full, --as compact or --as search"
            )
        yield _Body(source, told, value, tuple(_asked(contract.reading, value)))


def _parsed_line(source: str, line: bytes, whole: NotJson, lines: int) -> Any:
    try:
        return parse_json(line)
    except NotJson as error:
        if lines == 1 or source.endswith(":1"):  # not NDJSON either: the first complaint is the telling one
            raise UsageError(f"{source.rpartition(':')[0]}: is no JSON: {whole}") from None
        raise UsageError(f"{source}: is no JSON: {error}") from None


def _form_of(contract: Contract, value: Any) -> str | None:
    """Tell the form of a body by its members: a row lacks those that it has to leave out (R71)."""
    if not isinstance(value, dict):
        return None
    if is_meant_as_page(value, contract.search):
        return PAGE
    row = contract.representations[COMPACT].node
    if row.absence.keys() & value.keys():
        return FULL
    known = {contract.search.id, *contract.strata} & row.members.keys()
    return COMPACT if len(known & value.keys()) > 1 and contract.search.id in value else None


def _asked(operation: Operation, value: Any) -> Iterator[tuple[str, str]]:
    """Yield the flags that the request must have had, told by what the body shows (D1)."""
    for parameter in operation.completing:
        if all(_is_whole(value, member, left) for member, left in parameter.completes.items()):
            yield parameter.name, "true"


def _is_whole(value: Any, member: str, left: frozenset[str]) -> bool:
    """Tell whether a member of a body may be there in full; left is what is left of it otherwise."""
    found = value.get(member) if isinstance(value, dict) else None
    if not left:
        return isinstance(value, dict) and member in value
    return not (isinstance(found, dict) and found.keys() <= left)


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}
    return names.get(type(value), "null" if value is None else "a number")
