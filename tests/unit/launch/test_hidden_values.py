"""Values of tickets in tests of one's own."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from support.samples import contract, full, row
from support.strategies import ANY_JSON
from ticketgate.launch.hidden_values import HiddenText, hidden

SECRET = "maria@example.com"


@given(ANY_JSON)
def test_a_value_is_equal_to_what_it_was(value: object) -> None:
    ours = hidden(value, contract())
    assert ours == value
    assert json.dumps(ours, sort_keys=True) == json.dumps(value, sort_keys=True)


@pytest.mark.parametrize(
    "show",
    [
        repr,
        lambda ticket: repr([ticket["from"], ticket["subject"]]),
        lambda ticket: repr({ticket["from"]}),
        lambda ticket: repr(ticket["from"].upper().lower()),
        lambda ticket: repr(ticket["from"].partition("@")),
        lambda ticket: repr(ticket["from"].split("@")),
        lambda ticket: repr(list(ticket["from"])),
        lambda ticket: repr(ticket["from"][2:]),
        lambda ticket: repr(ticket.items()),
        lambda ticket: repr(KeyError(ticket["from"])),
        lambda ticket: repr(ticket["own"]),
        lambda ticket: repr(list(ticket["own"])),
        lambda ticket: repr(ticket["number"]),
    ],
)
def test_no_representation_shows_a_value(show: object) -> None:
    ticket = hidden({**full(), "from": SECRET, "own": {SECRET: SECRET}, "number": 753190}, contract())
    shown = show(ticket)
    assert not any(part in shown.lower() for part in ("maria", "example", "com'", "'m'", "753190"))


def test_ids_of_tickets_and_words_of_the_contract_are_shown() -> None:
    page = hidden({"tickets": [row()], "total": 17, "customer": 18}, contract())
    assert repr(page["tickets"][0]["id"]) == str(row()["id"])
    assert repr(page["tickets"][0]["status"]) == repr(row()["status"])
    assert repr(page["total"]) == "17"
    assert repr(page["tickets"][0]["subject"]).startswith("<a text of ")


def test_a_text_that_is_asked_for_is_given() -> None:
    text = HiddenText(SECRET)
    assert (str(text), f"{text}", text[0]) == (SECRET, SECRET, "m")
