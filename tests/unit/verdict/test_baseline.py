"""The file of a baseline: written the same each time, read back, and refused with its line where it is damaged."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticketgate.contract.clauses import Level
from ticketgate.errors import DocumentError, UsageError
from ticketgate.verdict.baseline import BASELINE_SCHEMA, Baseline, Scope, dumps_baseline, read_baseline
from ticketgate.verdict.changes import CountedVariant
from ticketgate.verdict.shares import Share

if TYPE_CHECKING:
    from pathlib import Path

VALIDATOR = jsonschema.Draft202012Validator(json.loads(BASELINE_SCHEMA.read_bytes()))
DIGEST = "0123456789ab"
LINE = CountedVariant(
    "full:status/enum", "status", "waiting", Level.MUST, "status is one of some", Share(6, 300), "2026-11-26"
)
LINES = (
    replace(LINE, clause="compact:channel/nullability", place="channel", variant="null", level=Level.MAY),
    LINE,
    replace(LINE, variant="\N{LATIN SMALL LETTER U WITH DIAERESIS}ber"),
    replace(LINE, variant=None),
)
HEAD = f'{{"ticketgate": "baseline", "version": 1, "contract": "{DIGEST}", "scope": "run"}}'
WHOLE = (
    '{"clause": "full:status/enum", "place": "status", "variant": "waiting", "level": "MUST", "share": 0.02, '
    '"judged": 300, "since": "2026-11-26", "promise": "status is one of some"}'
)


def baseline(*lines: CountedVariant, file: str = "known.jsonl") -> Baseline:
    return Baseline(file, DIGEST, Scope.RUN, lines)


def test_a_line_is_what_a_reader_of_a_pull_request_needs() -> None:
    assert dumps_baseline(baseline(LINE)).decode() == f"{HEAD}\n{WHOLE}\n"


def test_what_is_written_is_sorted_valid_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "known.jsonl"
    path.write_bytes(dumps_baseline(baseline(*reversed(LINES))))
    for line in path.read_text("utf-8").splitlines():
        VALIDATOR.validate(json.loads(line))
    assert read_baseline(path) == baseline(*LINES, file=str(path))
    assert dumps_baseline(baseline(*LINES)) == path.read_bytes()


@settings(max_examples=200)
@given(st.integers(1, 2**40).flatmap(lambda of: st.tuples(st.integers(1, of), st.just(of))))
def test_a_share_gives_its_count_back(share: tuple[int, int]) -> None:
    line = replace(LINE, share=Share(*share))
    written = json.loads(dumps_baseline(baseline(line)).splitlines()[1])
    assert (round(written["share"] * written["judged"]), written["judged"]) == share
    VALIDATOR.validate(written)


def test_lines_in_any_order_with_other_ends_and_blank_ones_are_read(tmp_path: Path) -> None:
    path = tmp_path / "known.jsonl"
    content = dumps_baseline(baseline(*LINES)).decode().splitlines()
    path.write_bytes("\r\n".join([content[0], *content[:0:-1], "", ""]).encode())
    found = read_baseline(path)
    assert found is not None
    assert sorted(found.lines, key=str) == sorted(LINES, key=str)


SECRET = "Frau Geheim"
DAMAGED = [
    ("", ": is empty; a baseline begins with a line that says what it is"),
    (WHOLE, ":1: does not begin a baseline: the line breaks baseline.schema.json (required); repair it, or restore the file"),
    ("[]", ":1: is no JSON object; a baseline has one on each line"),
    (HEAD.replace('"version": 1', '"version": 2'), ":1: is a baseline of a later ticketgate; install that one"),
    (HEAD.replace('"run"', '"walk"'), ":1: does not begin a baseline: scope breaks baseline.schema.json (enum); repair it, or restore the file"),
    (f"{HEAD}\n\n<<<<<<< ours\n{WHOLE}", ":3: is no JSON object; a baseline has one on each line"),
    (f"{HEAD}\n{WHOLE[:60]}", ":2: is no JSON object; a baseline has one on each line"),
    (f"{HEAD}\n{WHOLE}\n{WHOLE}", ":3: is about the same as line 2; delete one of them"),
    (f'{HEAD}\n{{"subject": "{SECRET}"}}', ":2: the line breaks baseline.schema.json (required); repair it, or restore the file"),
    (f"{HEAD}\n{WHOLE.replace('0.02', '0')}", ":2: share breaks baseline.schema.json (exclusiveMinimum); repair it, or restore the file"),
    (f"{HEAD}\n{WHOLE.replace('0.02', SECRET)}", ":2: is no JSON object; a baseline has one on each line"),
    (f"{HEAD}\n{WHOLE.replace('300', '0')}", ":2: judged breaks baseline.schema.json (minimum); repair it, or restore the file"),
    (f"{HEAD}\n{WHOLE.replace('2026-11-26', '2026-11-31')}", ":2: since is a day that does not exist; repair it"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "problem"), DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_file_is_refused_with_its_line_and_left_as_it_is(
    tmp_path: Path, content: str, problem: str
) -> None:
    path = tmp_path / "known.jsonl"
    path.write_text(content, "utf-8")
    with pytest.raises(DocumentError) as refusal:
        read_baseline(path, may_be_missing=True)
    assert str(refusal.value) == f"{path}{problem}"
    assert refusal.value.exit_code == 2
    assert SECRET not in str(refusal.value)
    assert path.read_text("utf-8") == content


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "known.jsonl"
    path.write_bytes(HEAD.encode() + b"\n\xff\xfe")
    with pytest.raises(DocumentError, match=":2: is no JSON object"):
        read_baseline(path)


def test_a_missing_file_is_refused_unless_it_is_to_be_made(tmp_path: Path) -> None:
    path = tmp_path / "known.jsonl"
    assert read_baseline(path, may_be_missing=True) is None
    with pytest.raises(UsageError) as missing:
        read_baseline(path)
    assert str(missing.value) == f"--baseline {path}: no such file; --update-baseline makes one"
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        read_baseline(tmp_path)
