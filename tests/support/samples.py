"""The contract and the examples that the unit tests judge by, and copies of ``specs/`` with an edit in them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import orjson

from support.requests import get_ticket, search
from ticketgate.contract.documents import bundled_specs
from ticketgate.contract.loading import default_contract
from ticketgate.exchange.answer import Exchange
from ticketgate.judging.judge import Judge
from ticketgate.judging.second_opinion import SecondOpinion

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ticketgate.contract.model import Contract
    from ticketgate.exchange.request import Request
    from ticketgate.judging.findings import Observation

SPECS = bundled_specs()
#: A request for a ticket as newer servers answer it in full, and one without the flags that this takes (D1).
ASKED_FOR_ALL = get_ticket(376189, includeCustomer=True, includeIntents=True)
BARE = get_ticket(376189)


@cache
def judge() -> Judge:
    return Judge(default_contract())


@cache
def opinion() -> SecondOpinion:
    return SecondOpinion(default_contract())


def contract() -> Contract:
    return default_contract()


def example(name: str) -> Any:
    return orjson.loads((SPECS / "examples" / f"{name}.json").read_bytes())


def full() -> Any:
    """A valid full ticket, new each time."""
    return example("ticket-full")


def row() -> Any:
    """A valid compact ticket, new each time."""
    return example("search-page")["tickets"][0]


def row_of_full(**members: Any) -> Any:
    """The row that a search gives of the full ticket, with other members on request."""
    whole = full()
    shared = {name: value for name, value in whole.items() if name in row()}
    intents = [
        {name: each[name] for name in row()["intents"][0] if name in each} for each in whole["intents"]
    ]
    customer = {name: whole["customer"].get(name, []) for name in ("tagIds", "tags")}
    return {**row(), **shared, "customer": customer, "intents": intents, **members}


def answer(
    request: Request, status: int = 200, content: bytes = b"{}", media: str = "application/json"
) -> Exchange:
    return Exchange(request, status, {"content-type": media} if media else {}, content, 0.0)


def observe(root: str, body: Any, request: Request | None = None) -> Observation:
    """Judge one body; a full ticket as one that was asked for with customer and intents."""
    sent = request or (ASKED_FOR_ALL if root == "full" else search({}))
    return judge().check_ticket(root, body, answer(sent))


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement in a document; what is replaced must occur."""

    file: str
    old: str
    new: str


def edited(tmp_path: Path, edits: Iterable[Edit]) -> Path:
    """Return a copy of ``specs/`` with the edits made, each at the first place where its text stands."""
    root = tmp_path / "specs"
    shutil.copytree(SPECS, root, dirs_exist_ok=True)
    for edit in edits:
        file = root / edit.file
        text = file.read_text(encoding="utf-8")
        assert edit.old in text, f"{edit.old!r} does not occur in {edit.file}"
        file.write_text(text.replace(edit.old, edit.new, 1), encoding="utf-8")
    return root


def line_of(root: Path, file: str, text: str) -> int:
    """Return the number of the only line of a document that holds text."""
    lines = (root / file).read_text(encoding="utf-8").splitlines()
    found = [number for number, line in enumerate(lines, 1) if text in line]
    assert len(found) == 1, f"{text!r} stands in {len(found)} lines of {file}"
    return found[0]
