"""Whatever is in a file, it is judged or refused with one message; nothing else comes out."""

from __future__ import annotations

import gzip
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from support.samples import contract, full
from support.saved import in_memory
from support.strategies import ANY_JSON
from ticketgate.audit.block_judge import BlockJudge
from ticketgate.audit.blocks import Block, Holding
from ticketgate.audit.saved_traffic import judge_saved
from ticketgate.errors import UsageError

JUDGE = BlockJudge(contract())
URL = "https://demo.example/api/mind/ticket/17"
ENTRY: dict[str, Any] = {
    "time": 1,
    "request": {"method": "GET", "url": URL, "postData": {"text": "{}"}, "headers": []},
    "response": {
        "status": 200,
        "headers": [{"name": "Content-Type", "value": "application/json"}],
        "content": {"size": 2, "text": "{}", "encoding": "base64", "mimeType": "application/json"},
        "bodySize": 2,
    },
}
WRAPPED = st.binary(max_size=60) | st.sampled_from(
    [
        json.dumps(full()).encode(),
        b"{}",
        b'{"tickets": [1]}',
        b"[{}]",
        b"HTTP/1.1 200 OK\r\n\r\n{}",
        b"interactions:\n- x",
    ]
)


def _places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value within a JSON value, the whole included."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for step, inner in steps for place in _places(inner, (*at, step)))]


def _changed(value: Any, at: tuple[Any, ...], new: Any) -> Any:
    if not at:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[at[0]] = _changed(value[at[0]], at[1:], new)
    return copy


@given(st.sampled_from(_places(ENTRY)), ANY_JSON)
@settings(max_examples=300)
def test_an_entry_of_har_is_read_or_left_out_whatever_stands_in_it(at: tuple[Any, ...], new: Any) -> None:
    entries = tuple(json.dumps(entry).encode() for entry in (ENTRY, _changed(ENTRY, at, new)))
    audited = JUDGE.judge(
        [Block("har", 0, Holding.ENTRIES, 1, entries, base_url=URL.removesuffix("/ticket/17"))]
    )
    left_out = [number for _, numbers in audited.omissions.told.values() for number in numbers]
    assert (audited.parts, left_out) in [(2, []), (1, [2])]


@given(
    st.lists(WRAPPED, min_size=1, max_size=3).map(b"\n".join), st.sampled_from(["", "gzip", "mark", "utf-16"])
)
@settings(max_examples=300)
def test_a_file_holds_bodies_or_is_refused(content: bytes, wrapping: str) -> None:
    if wrapping == "utf-16":
        content = content.decode("latin-1").encode("utf-16")
    content = {"gzip": gzip.compress(content), "mark": b"\xef\xbb\xbf" + content}.get(wrapping, content)
    said = _said_of(content)
    assert said == "bodies" or said.startswith(("file: is ", "file:", "file, item "))


def _said_of(content: bytes) -> str:
    """Return the refusal of a file, or what it holds."""
    try:
        verdict = judge_saved(contract(), in_memory(("file", content)))
    except UsageError as refusal:
        return str(refusal)
    return "bodies" if sum(verdict.judged.values()) else "nothing"
