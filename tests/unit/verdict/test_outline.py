"""What a report shows of the contract: its places, and which of them a clause reads."""

from __future__ import annotations

from typing import Any

from ticketgate.contract.loading import default_contract
from ticketgate.verdict.outline import clause_to_json, outline_of

OUTLINE = outline_of(default_contract())


def said(clause: str) -> dict[str, Any]:
    return clause_to_json(default_contract().clauses[clause], OUTLINE)


def test_every_place_of_every_form_is_there_in_the_order_of_the_documents() -> None:
    forms = default_contract().representations.items()
    wanted = [(name, node.place) for name, form in forms for node in form.node.walk()]
    assert [(each.form, each.place) for each in OUTLINE.places] == wanted
    assert OUTLINE.forms == {"full", "compact", "search"}


def test_a_place_says_what_may_stand_there() -> None:
    [status] = [each for each in OUTLINE.places if (each.form, each.place) == ("full", "status")]
    assert (status.types, status.enum) == ((), ("open", "pending", "closed"))
    assert status.to_json()["enum"] == ["open", "pending", "closed"]
    [closed] = [each for each in OUTLINE.places if (each.form, each.place) == ("compact", "closedAt")]
    assert (set(closed.types), closed.enum, closed.format) == ({"string", "null"}, None, "mysql-datetime")
    assert closed.description


def test_rules_and_relations_name_the_places_they_read_and_others_none() -> None:
    assert said("full/partial-legitimation-has-message")["reads"] == [
        "customerLegitimation",
        "customerLegitimationMessage",
    ]
    assert said("full/customer-agrees-with-customer-id")["reads"] == [
        "customerId",
        "customer.id",
        "customer.contracts",
    ]
    assert said("full:status/enum")["reads"] == []


def test_what_is_on_requests_brings_an_exchange_that_keeps_it_and_one_that_breaks_it() -> None:
    example = said("getTicket/no-server-error")["example"]
    assert (example["keeps"]["status"], example["breaks"]["status"]) == (404, 500)
    assert said("full/partial-legitimation-has-message")["example"] is None
    assert said("full:status/enum")["example"] is None


def test_the_description_of_a_place_is_not_said_again_with_each_of_its_clauses() -> None:
    clause = default_contract().clauses["full:status/enum"]
    assert clause.description
    assert said(clause.id)["description"] == ""
    assert said("getTicket/no-server-error")["description"]
