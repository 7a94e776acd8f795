"""An array is cut into its items wherever its text was cut into pieces."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.strategies import ANY_JSON
from ticketgate.audit import array_items
from ticketgate.audit.array_items import ArrayItems, start_of_array
from ticketgate.recording.unwrapping import DamagedSource

TRICKY = st.sampled_from(['[{",]}', "\\", '"', '\\"', "a\nb", "\\\\"])


def pieces(text: bytes, size: int) -> list[bytes]:
    return [text[i : i + size] for i in range(0, len(text), size)]


@given(st.lists(ANY_JSON | TRICKY | st.dictionaries(TRICKY, TRICKY)), st.integers(1, 50), st.booleans())
def test_items_are_those_of_the_array_wherever_it_is_cut(
    values: list[Any], size: int, indent: object
) -> None:
    text = json.dumps(values, indent=1 if indent else None).encode() + b" behind"
    read = ArrayItems(iter(pieces(text, size)))
    rest = read._pieces
    assert [json.loads(item) for item in read] == values
    assert (read.behind or b"") + b"".join(rest) == b" behind"


def test_an_item_is_as_it_was_written() -> None:
    assert list(ArrayItems(iter((b'[ {"id": 17.0, "id": 1} ,\n7]',)))) == [b'{"id": 17.0, "id": 1}', b"7"]


def test_an_array_without_an_end_gives_what_it_has() -> None:
    items = ArrayItems(iter((b'[1, {"a": 2}, {"b": 3',)))
    read = []
    with pytest.raises(DamagedSource, match="the array has no end"):
        read.extend(items)
    assert list(zip(read, (b"1", b'{"a": 2}'), strict=False)) == [(b"1", b"1"), (b'{"a": 2}', b'{"a": 2}')]
    assert items.behind is None


@pytest.mark.parametrize("size", [1, 7, 10, 150, 1000])
@pytest.mark.parametrize("long", ["x" * 300, '\\"],[' * 100, {"a": ["b"] * 100, "c": "d" * 90}])
def test_an_item_that_is_too_long_is_cut_and_the_others_are_read(
    long: Any, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(array_items, "LONGEST", 100)
    text = json.dumps([1, long, {"a": 2}]).encode()
    first, cut, last = ArrayItems(iter(pieces(text, size)))
    assert (first, last) == (b"1", b'{"a": 2}')
    assert len(cut) > 100
    assert text[3:].lstrip().startswith(cut[:101])


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (b'{"tickets": [1]}', 12),
        (b'{"a": {"tickets": [0]}, "tickets" : [1]}', 36),
        (b'{"a": ["tickets"], "b": "tickets", "tickets": [', 46),
        (b'{"a": "tickets", "b": [1]}', None),
        (b'{"tickets": {"a": [1]}}', None),
        (b'[{"tickets": [1]}]', None),
        (b'{"tickets"', None),
    ],
)
def test_the_array_of_an_object_is_found_by_its_name(text: bytes, at: int | None) -> None:
    assert start_of_array(text, b'"tickets"') == at


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (b'{"log": {"version": "1", "entries": [', 36),
        (b'{"log": {"pages": [{"entries": [1]}], "entries": [', 49),
        (b'{"x": {"entries": [1]}, "log": {"a": {"entries": [1]}, "entries": [', 66),
        (b'{"log": {"a": {}}, "entries": [1]}', None),
        (b'{"log": [{"entries": [1]}]}', None),
        (b'{"log": {"entries": {"entries": [1]}}}', None),
        (b'{"log": {"log": {"entries": [1]}}}', None),
    ],
)
def test_the_array_of_an_object_in_another_is_found_by_both_names(text: bytes, at: int | None) -> None:
    assert start_of_array(text, b'"log"', b'"entries"') == at
