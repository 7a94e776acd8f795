"""`ticketgate compare`, from the outside: what it reads, prints, writes, and with which code it ends."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from support import verdicts
from support.invoking import ticketgate
from support.verdicts import MUST, SHOULD, found, verdict_of
from ticketgate.verdict.as_json import dumps
from ticketgate.verdict.comparison import COMPARISON_SCHEMA

FORMER = lzma.decompress(Path(verdicts.__file__).with_name("verdict_of_form_1.json.xz").read_bytes())
JUDGED = {MUST: 300, SHOULD: 300}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the verdicts old, new (of which a SHOULD is new) and former (of the former form)."""
    monkeypatch.chdir(tmp_path)
    known: Any = found(MUST, "is null", 30)
    Path("old.json").write_bytes(dumps(verdict_of(known, exercised=JUDGED)))
    Path("new.json").write_bytes(dumps(verdict_of(known, found(SHOULD, "is null"), exercised=JUDGED)))
    Path("former.json").write_bytes(FORMER)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "status", "end"),
    [
        (("old.json", "old.json"), 0, "Comparison NOT WORSE: nothing new or worse fails (threshold MAY)."),
        (("old.json", "new.json"), 1, "Comparison WORSE: 1 new or worse (threshold MAY)."),
        (("new.json", "old.json"), 0, "Comparison NOT WORSE: nothing new or worse fails (threshold MAY)."),
        (("old.json", "new.json", "--fail-on-new", "must"), 0, "(threshold MUST)."),
        (("former.json", "former.json"), 0, "(threshold MAY)."),
        (("former.json", "new.json"), 0, "(threshold MAY)."),
        (("old.json", "former.json"), 1, "(threshold MAY)."),
    ],
    ids=range(7),
)
@pytest.mark.usefixtures("files")
def test_it_ends_with_1_where_something_is_new_or_worse(
    arguments: tuple[str, ...], status: int, end: str
) -> None:
    done = ticketgate("compare", *arguments)
    assert (done.status, done.err) == (status, "")
    assert done.out.endswith(f"{end}\n")


@pytest.mark.usefixtures("files")
def test_its_json_is_as_its_schema_says_and_goes_where_it_is_told() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(COMPARISON_SCHEMA.read_bytes()))
    assert ticketgate("compare", "old.json", "new.json", "--json", "changes.json").status == 1
    done = ticketgate("compare", "old.json", "new.json", "--json", "-")
    assert json.loads(done.out) == json.loads(Path("changes.json").read_bytes())
    assert "Comparison WORSE" in done.err
    validator.validate(json.loads(done.out))
    assert not validator.is_valid({**json.loads(done.out), "value": 1})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("old.json", "nothing.json"), "ticketgate: cannot read nothing.json: No such file or directory"),
        (("ticket.json", "old.json"), "ticketgate: ticket.json: is no verdict: the whole breaks verdict-1.schema.json (required); give a file that --json wrote"),
        (("old.json", "new.json", "--json", "no/x"), "ticketgate: --json no/x: the folder {here}/no does not exist"),
    ],
    ids=range(3),
)  # fmt: skip
def test_what_it_cannot_use_ends_it_with_2_and_one_line(
    arguments: tuple[str, ...], said: str, files: Path
) -> None:
    Path("ticket.json").write_text('{"subject": "Frau Geheim"}', encoding="utf-8")
    done = ticketgate("compare", *arguments)
    assert (done.status, done.out, done.err) == (2, "", f"{said.format(here=files)}\n")
