"""The forms as one tree of places, each with its state and with what it was seen with."""

from __future__ import annotations

from typing import Any

from support.verdicts import found, verdict_of
from ticketgate.contract.clauses import Kind
from ticketgate.report.html.contract_trees import FormTree, PlaceRow, form_trees, held_clauses, promise_rows
from ticketgate.verdict.coverage import Sought
from ticketgate.verdict.decision import State, Verdict

STATUS, AGENT = "full:status/enum", "full:agent.id/type"


def trees(verdict: Verdict) -> tuple[FormTree, ...]:
    return form_trees(verdict.outline, held_clauses(verdict.states), verdict.coverage.partitions)


def row(place: str, *groups: Any, **options: Any) -> PlaceRow:
    return at(trees(verdict_of(*groups, **options))[0], place)


def at(tree: FormTree, place: str) -> PlaceRow:
    [found_row] = [each for each in below(tree.root) if each.place == place]
    return found_row


def below(each: PlaceRow) -> list[PlaceRow]:
    return [each, *(inner for child in each.below for inner in below(child))]


def test_both_forms_of_a_ticket_are_one_tree_and_the_page_of_a_search_is_another() -> None:
    verdict = verdict_of()
    ticket, page = trees(verdict)
    assert (ticket.forms, page.forms) == (("full", "compact"), ("search",))
    places = {each.place for each in verdict.outline.places if each.form != "search"}
    shown = [each.place for each in below(ticket.root)]
    assert places <= set(shown)
    assert len(shown) == len(set(shown))


def test_a_place_lies_in_the_one_around_it() -> None:
    tree = trees(verdict_of())[0]
    assert at(tree, "customer.contracts[].id") in at(tree, "customer.contracts[]").below
    assert at(tree, "customer.contracts[].id").name == "id"
    assert at(tree, "customer.contracts[]").name == "[]"


def test_the_state_of_a_place_is_the_worst_of_its_clauses_in_that_form() -> None:
    kept = {
        "full:status/nullability": 3,
        "compact:status/nullability": 2,
        "compact:status/enum": 2,
        STATUS: 3,
    }
    status = row("status", found(STATUS, "is null"), exercised={**kept, "compact:status/presence": 2})
    assert (status.state("full"), status.state("compact")) == (State.BROKEN, State.KEPT)
    assert row("status", exercised=kept).state("full") is State.UNEXERCISED


def test_a_place_tells_that_something_further_in_is_broken() -> None:
    tree = trees(verdict_of(found(AGENT, "is a string"), exercised={AGENT: 2}))[0]
    assert (tree.root.worst_below, at(tree, "agent").worst_below) == (True, True)
    assert (at(tree, "agent.id").worst_below, at(tree, "customer").worst_below) == (False, False)


def test_what_one_form_leaves_out_is_told_from_what_it_does_not_know() -> None:
    body = row("body")
    assert (body.left_out("full"), body.left_out("compact")) == (False, True)
    assert Kind.ABSENCE in body.held


def test_shares_of_null_are_of_all_values_those_of_an_enum_included() -> None:
    seen = {"full:closedAt=null": 1, "full:closedAt=value": 3}
    assert list(row("closedAt", partitions=seen).shares("full")) == [("null", 1, 4)]
    seen = {"full:spamStatus=null": 2, "full:spamStatus=spam": 3, "full:spamStatus=not_spam": 5}
    assert sum(each.endswith("spam") for each in row("spamStatus", partitions=seen).seen) >= 1
    [(token, count, of)] = row("spamStatus", partitions=seen).shares("full")
    assert (token, count) == ("null", 2)
    assert of == 2 + sum(
        s["full"].seen for name, s in row("spamStatus", partitions=seen).seen.items() if name != "null"
    )


def test_values_that_may_be_there_and_were_not_seen_are_counted() -> None:
    seen = row("status", partitions={"full:status=open": 2}, sought=Sought())
    assert (seen.unseen("full"), seen.unseen("compact")) == (2, 3)


def test_rules_that_read_a_place_are_named_once_with_their_forms() -> None:
    readers = {held.clause.id: forms for held, forms in row("status").read_by}
    assert readers["full/pending-ticket-is-due"] == ("full", "compact")
    assert not [name for name in readers if name.startswith("compact/") and "full/" + name[8:] in readers]


def test_what_may_stand_at_a_place_is_said_in_words() -> None:
    assert row("closedAt").kind_of_value == "mysql-datetime or null"
    assert row("status").kind_of_value == "one of 3"
    assert row("spamStatus").kind_of_value.endswith(" or null")


def test_promises_on_several_places_and_on_answers_are_told_apart() -> None:
    verdict = verdict_of()
    held = held_clauses(verdict.states)
    within = promise_rows(verdict.outline, held, on_answers=False)
    on_answers = promise_rows(verdict.outline, held, on_answers=True)
    of_several = [each for each in held if each.clause.kind in (Kind.RULE, Kind.RELATION, Kind.BEHAVIOUR)]
    assert sum(len(each.held) for each in (*within, *on_answers)) == len(of_several)
    [rule] = [each for each in within if each.clause.id == "full/pending-ticket-is-due"]
    assert [each.clause.root for each in rule.held] == ["full", "compact"]
    assert "status" in rule.reads
    [error] = [each for each in on_answers if each.clause.id == "getTicket/no-server-error"]
    assert ('"status": 404' in error.kept_by, '"status": 500' in error.broken_by) == (True, True)
