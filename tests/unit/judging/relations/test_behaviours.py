"""Which answers keep, break or say nothing of the promises about how requests are treated."""

from __future__ import annotations

from dataclasses import replace

import pytest

from support.requests import get_ticket, search
from support.samples import answer, contract, judge
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.request import Expectation, Request

ERROR = b'{"success": false, "message": "no"}'
KEPT, BROKEN, SILENT = "kept", "broken", "silent"


def verdict(exchange: Exchange, promise: str) -> str:
    observation = judge().check(exchange)[0]
    clause = f"{exchange.request.operation}/{promise}"
    assert clause in contract().clauses
    if any(finding.clause == clause for finding in observation.findings):
        return BROKEN
    return KEPT if clause in observation.exercised else SILENT


def broken_by(exchange: Exchange) -> set[str]:
    return {finding.clause.partition("/")[2] for finding in judge().check(exchange)[0].findings}


def expecting(expects: Expectation | None, request: Request | None = None) -> Request:
    return replace(request or search({"limit": 1}), expects=expects)


@pytest.mark.parametrize(
    ("promise", "expects", "verdicts"),
    [
        (
            "valid-request-is-accepted",
            Expectation.VALID,
            {
                **dict.fromkeys((200, 204), KEPT),
                **dict.fromkeys((302, 400, 404, 405, 410, 415, 422), BROKEN),
                **dict.fromkeys((401, 403, 408, 429, 500, 503, 0), SILENT),
            },
        ),
        (
            "credentials-are-required",
            Expectation.UNAUTHORIZED,
            {
                **dict.fromkeys((302, 401, 403, 404), KEPT),
                200: BROKEN,
                **dict.fromkeys((429, 500, 0), SILENT),
            },
        ),
        (
            "invalid-parameter-is-refused",
            Expectation.INVALID,
            {**dict.fromkeys((400, 404, 422), KEPT), 200: BROKEN, **dict.fromkeys((429, 500, 0), SILENT)},
        ),
        *(
            (
                promise,
                expects,
                {400: KEPT, 422: KEPT, 200: BROKEN, 404: BROKEN, 429: SILENT, 500: SILENT, 0: SILENT},
            )
            for promise, expects in (
                ("limit-below-one-is-refused", Expectation.BELOW_MINIMUM),
                ("unknown-order-field-is-refused", Expectation.UNLISTED),
                ("malformed-body-is-refused", Expectation.MALFORMED),
            )
        ),
    ],
)
def test_statuses_of_what_has_to_be_granted_or_refused(
    promise: str, expects: Expectation, verdicts: dict[int, str]
) -> None:
    found = {status: verdict(answer(expecting(expects), status, ERROR), promise) for status in verdicts}
    assert found == verdicts
    assert verdict(answer(expecting(None), 200, ERROR), promise) == SILENT


@pytest.mark.parametrize("status", [404, 410])
def test_a_ticket_may_go_away_but_a_search_without_hits_does_not(status: int) -> None:
    read, searched = (
        answer(expecting(Expectation.VALID, each), status, ERROR) for each in (get_ticket(17), None)
    )
    assert verdict(read, "valid-request-is-accepted") == SILENT
    assert verdict(searched, "valid-request-is-accepted") == BROKEN


@pytest.mark.parametrize(
    ("promise", "expects", "verdicts"),
    [
        (
            "valid-request-is-accepted",
            Expectation.LISTED,
            {200: KEPT, **dict.fromkeys((302, 400, 422), BROKEN), **dict.fromkeys((403, 404, 503), SILENT)},
        ),
        (
            "listed-ticket-is-there",
            Expectation.LISTED,
            {200: KEPT, **dict.fromkeys((0, 302, 401, 403, 404, 410, 429, 503), SILENT)},
        ),
        (
            "listed-ticket-is-there",
            Expectation.STILL_LISTED,
            {200: KEPT, 404: BROKEN, 410: BROKEN, **dict.fromkeys((0, 302, 401, 403, 429, 503), SILENT)},
        ),
    ],
)
def test_a_ticket_that_a_search_lists(promise: str, expects: Expectation, verdicts: dict[int, str]) -> None:
    request = expecting(expects, get_ticket(17))
    assert {status: verdict(answer(request, status, ERROR), promise) for status in verdicts} == verdicts


@pytest.mark.parametrize(
    ("ticket", "status", "refused", "not_found"),
    [
        (17, 404, KEPT, KEPT),
        (17, 400, KEPT, BROKEN),
        (17, 403, KEPT, BROKEN),
        (17, 200, BROKEN, SILENT),
        (17, 429, SILENT, SILENT),
        (17, 500, SILENT, SILENT),
        (2**31 - 1, 400, KEPT, BROKEN),
        (0, 400, KEPT, SILENT),
        (-1, 400, KEPT, SILENT),
        (2**31, 400, KEPT, SILENT),
        (2**63, 400, KEPT, SILENT),
    ],
)
def test_an_id_no_ticket_has(ticket: int, status: int, refused: str, not_found: str) -> None:
    exchange = answer(expecting(Expectation.UNKNOWN, get_ticket(ticket)), status, ERROR)
    assert verdict(exchange, "unknown-ticket-is-refused") == refused
    assert verdict(exchange, "unknown-ticket-is-not-found") == not_found


@pytest.mark.parametrize(
    ("exchange", "broken"),
    [
        (answer(expecting(Expectation.UNKNOWN, get_ticket(17)), 200, b""), {"unknown-ticket-is-refused"}),
        (
            answer(expecting(Expectation.UNKNOWN, get_ticket(17)), 200, b'{"id": 18}'),
            {"unknown-ticket-is-refused"},
        ),
        # It is there, and no search shows it.
        (answer(expecting(Expectation.UNKNOWN, get_ticket(17)), 200, b'{"id": 17}'), set()),
        # Nobody has that id, so the ticket is made up.
        (
            answer(expecting(Expectation.UNKNOWN, get_ticket(0)), 200, b'{"id": 0}'),
            {"unknown-ticket-is-refused"},
        ),
        (
            answer(expecting(Expectation.UNAUTHORIZED), 200, b"<html>", "text/html"),
            {"credentials-are-required"},
        ),
        (answer(expecting(Expectation.UNAUTHORIZED), 403, b"<html>", "text/html"), {"errors-say-why"}),
        (answer(get_ticket(17), 500, b"<html>", "text/html"), {"no-server-error"}),
        (
            answer(expecting(Expectation.BELOW_MINIMUM, search({"limit": 0})), 200, b"{}"),
            {"limit-below-one-is-refused"},
        ),
        (
            answer(expecting(Expectation.INVALID, search({"offset": -1})), 200, b"{}"),
            {"invalid-parameter-is-refused"},
        ),
        (Exchange(get_ticket(17), 0, {}, b"", 0.0, failure="lost"), {"request-is-answered"}),
        (replace(answer(get_ticket(17), 404, ERROR), echoes_credential=True), {"token-is-not-echoed"}),
        (answer(get_ticket(17), 200, b"", "text/html"), {"success-is-json"}),
        (answer(get_ticket(17), 200, b""), {"success-is-well-formed"}),
    ],
)
def test_one_cause_is_blamed_on_one_clause(exchange: Exchange, broken: set[str]) -> None:
    assert broken_by(exchange) == broken


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b'{"success": false, "error": {"message": "time limit"}}', {"success-is-no-error"}),
        (b'{"success": false, "message": "no such ticket"}', {"success-is-no-error"}),
        (b'{"tickets": [{"id": 1}], "error": "cancelled", "status": "failure"}', {"success-is-no-error"}),
        (b'{"tickets": [], "total": 0, "success": false}', set()),
        (b'{"tickets": [], "total": 0, "success": true, "error": null}', set()),
        (b'{"tickets": [], "total": 0, "success": true, "message": "all is well"}', set()),
    ],
)
def test_an_error_under_a_success_is_one_finding(content: bytes, found: set[str]) -> None:
    exchange = answer(search({}), content=content)
    assert broken_by(exchange) == found
    bodies = judge().check(exchange)[1:]
    assert (bodies == ()) is bool(found)
