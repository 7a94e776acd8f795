"""How an operation treats requests, those included that it has to refuse."""

import re
from typing import Final
from urllib.parse import unquote

from ticketgate.exchange.answer import Exchange, NotJson, repeated_member
from ticketgate.exchange.credentials import ILL_FORMED, MISPLACED, Credentials
from ticketgate.exchange.request import Expectation, Json
from ticketgate.exchange.rows import rows_of_page
from ticketgate.judging.relations.fields import is_whole
from ticketgate.judging.relations.judgements import KEPT, Disagreement, Judgement, unless

#: The first status that says the server failed, and the first that says the request is at fault.
_SERVER_ERROR: Final = 500
_CLIENT_ERROR: Final = 400
_UNAUTHORIZED: Final = 401
#: Refusals that are about who asks.
_REFUSED_AS_CALLER: Final = (401, 403)
#: Requests without valid credentials.
_BY_NOBODY: Final = (Expectation.UNAUTHORIZED, Expectation.UNAUTHORIZED_FIRST)
#: The first status that is no success, and no interim answer either.
_REDIRECT: Final = 300
#: Members of tickets that no error has; one of them alone may be what it is about.
_OF_TICKETS: Final = frozenset(
    "subject summary body bodyPlain bodyClean customer customerId contractId fromName priority channel "
    "createdAt agentId tagIds intents attachments".split()
)
#: A success that has no body, by HTTP.
_NO_CONTENT: Final = 204
#: Refusals that say nothing of the request but when it came.
_NOT_NOW: Final = (408, 429)
#: Statuses that find fault with what was asked.
_REFUSED_AS_INVALID: Final = (400, 422)
#: Refusals that are about the caller or a ticket that went away, not about the request.
_NOT_ABOUT_THE_REQUEST: Final = (401, 403)
#: The ticket is not there, or no longer; a search without hits is there all the same.
_GONE: Final = (404, 410)
#: The digits of a text; an id that is misspelt holds one run of them that is its longest.
_DIGITS: Final = re.compile("[0-9]+", re.ASCII)
#: The numbers an id can have in any database; any other a server may call invalid instead of unknown.
_PLAUSIBLE_IDS: Final = range(1, 2**31)


def request_is_answered(exchange: Exchange) -> Judgement:
    return unless(exchange.status, "", f"got no whole answer: {exchange.failure}", "got no whole answer")


def no_server_error(exchange: Exchange) -> Judgement:
    if not exchange.status:
        return None
    return unless(exchange.status < _SERVER_ERROR, "", f"answered with status {exchange.status}")


def token_is_not_echoed(exchange: Exchange) -> Judgement:
    if not exchange.status:
        return None
    return unless(not exchange.echoes_credential, "", "answered with the credential of the request")


def success_is_json(exchange: Exchange) -> Judgement:
    if not (exchange.succeeded and exchange.request.may_succeed):
        return None
    if not (exchange.content.strip() or exchange.media_type):
        return None  # nothing is there that could be declared, which is a finding of its own
    detail = "declares a media type that is not JSON" if exchange.media_type else "declares no media type"
    return unless(exchange.is_json, "", detail)


def success_is_well_formed(exchange: Exchange) -> Judgement:
    if not (exchange.succeeded and exchange.request.may_succeed):
        return None
    try:
        value = exchange.json()
    except NotJson as error:
        # What claims to be something else is one finding already.
        empty = not (exchange.content.strip() or exchange.media_type)
        return (_holds_no_json(exchange, error),) if exchange.is_json or empty else None
    repeated, way = repeated_member(exchange.content, value), "names a member of an object twice"
    return unless(repeated is None, "", f"{way} (at byte {repeated})", way)


def valid_request_is_accepted(exchange: Exchange) -> Judgement:
    granted = _answered(exchange, Expectation.VALID) or _answered(exchange, Expectation.LISTED)
    if not granted or exchange.status in _NOT_ABOUT_THE_REQUEST:
        return None
    if exchange.status in _GONE and not exchange.request.operation.search:
        return None
    return unless(exchange.succeeded, "", f"answered with status {exchange.status}")


def listed_ticket_is_there(exchange: Exchange) -> Judgement:
    if _answered(exchange, Expectation.LISTED):
        return () if exchange.succeeded else None  # it may have gone after the search
    if not _answered(exchange, Expectation.STILL_LISTED):
        return None
    if exchange.status in _GONE:
        return (Disagreement("", f"answered with status {exchange.status}"),)
    return () if exchange.succeeded else None


def unknown_ticket_is_refused(exchange: Exchange) -> Judgement:
    if exchange.succeeded and _is_there_after_all(exchange):
        return None
    return _is_refused(exchange, Expectation.UNKNOWN)


def unknown_ticket_is_not_found(exchange: Exchange) -> Judgement:
    if not _answered(exchange, Expectation.UNKNOWN) or exchange.succeeded:
        return None
    if exchange.request.ticket_id not in _PLAUSIBLE_IDS:
        return None
    return unless(exchange.status == 404, "", f"answered with status {exchange.status}")  # noqa: PLR2004


def credentials_are_required(exchange: Exchange) -> Judgement:
    if exchange.request.credentials in MISPLACED:  # the token is valid, and another promise is about that
        return None
    return _is_refused(exchange, Expectation.UNAUTHORIZED)


def token_counts_as_bearer_only(exchange: Exchange) -> Judgement:
    if exchange.request.credentials not in MISPLACED:
        return None
    return _is_refused(exchange, Expectation.UNAUTHORIZED)


def missing_credentials_are_unauthorized(exchange: Exchange) -> Judgement:
    if not _answered(exchange, Expectation.UNAUTHORIZED) or exchange.succeeded:
        return None
    ill_formed = exchange.request.credentials in ILL_FORMED
    said = exchange.status in _REFUSED_AS_CALLER or (ill_formed and exchange.status == _CLIENT_ERROR)
    return unless(said, "", f"answered with status {exchange.status}")


def credentials_come_first(exchange: Exchange) -> Judgement:
    if not _answered(exchange, Expectation.UNAUTHORIZED_FIRST):
        return None
    return unless(exchange.status in _REFUSED_AS_CALLER, "", f"answered with status {exchange.status}")


def one_valid_credential_suffices(exchange: Exchange) -> Judgement:
    beside = exchange.request.credentials is Credentials.BESIDE_INVALID
    if not beside or not _answered(exchange, Expectation.VALID):
        return None
    return unless(exchange.status not in _REFUSED_AS_CALLER, "", f"answered with status {exchange.status}")


def refusal_shows_no_ticket(exchange: Exchange) -> Judgement:
    if exchange.status < _REDIRECT or exchange.status >= _SERVER_ERROR:
        return None
    return unless(
        not _shows_a_ticket(_body(exchange)), "", f"answered with status {exchange.status} and a ticket"
    )


def unknown_order_field_is_refused(exchange: Exchange) -> Judgement:
    return _is_refused_as_invalid(exchange, Expectation.UNLISTED)


def limit_below_one_is_refused(exchange: Exchange) -> Judgement:
    return _is_refused_as_invalid(exchange, Expectation.BELOW_MINIMUM)


def malformed_body_is_refused(exchange: Exchange) -> Judgement:
    return _is_refused_as_invalid(exchange, Expectation.MALFORMED)


def invalid_parameter_is_refused(exchange: Exchange) -> Judgement:
    if misspelt_id_is_no_other_ticket(exchange):  # the graver finding on the same cause
        return None
    return _is_refused(exchange, Expectation.INVALID)


def published_parameter_is_accepted(exchange: Exchange) -> Judgement:
    request = exchange.request
    sent = [each.name for each in request.operation.parameters if each.published and each.otherwise]
    if request.expects is Expectation.WITHOUT:  # the same with it was refused
        return unless(not exchange.succeeded, "", f"answered only without {', '.join(sent)}")
    asked = any(request.param(name) is not None for name in sent)
    return KEPT if asked and exchange.succeeded and request.may_succeed else None


def list_of_moments_is_refused(exchange: Exchange) -> Judgement:
    return _is_refused(exchange, Expectation.LIST_OF_MOMENTS)


def unusual_body_is_not_ignored(exchange: Exchange) -> Judgement:
    terms = exchange.request.operation.search
    if terms is None or not (
        _answered(exchange, Expectation.UNUSUAL) or _answered(exchange, Expectation.EXTENDED)
    ):
        return None
    page = rows_of_page(_body(exchange), terms) if exchange.succeeded else None
    # It asked for one ticket by its id, which is there.
    one = page is None or (len(page.rows) <= 1 and (page.total or 0) <= 1)
    return unless(one, "", "found more than the one ticket that the body asked for")


def unknown_members_are_ignored(exchange: Exchange) -> Judgement:
    if not _answered(exchange, Expectation.EXTENDED):
        return None
    return unless(exchange.succeeded, "", f"answered with status {exchange.status}")


def misspelt_id_is_no_other_ticket(exchange: Exchange) -> Judgement:
    request = exchange.request
    segment = unquote(request.operation.segment(request.path) or "")
    misspelt = bool(segment) and request.ticket_id is None
    if not misspelt or not _answered(exchange, Expectation.INVALID):
        return None
    body = _body(exchange) if exchange.succeeded else None
    number = body.get("id") if isinstance(body, dict) else None
    if not is_whole(number):
        return KEPT
    asked = max(_DIGITS.findall(segment), key=len, default="")
    meant = {asked, _number_written(segment)} - {""}
    detail = "is not the number in the path" if meant else "is one although the path names none"
    return unless(str(number) in meant, "id", detail)


def _number_written(text: str) -> str:
    """Return the number that some language reads in a text, such as a hexadecimal one; empty for none."""
    try:
        return str(int(text, 0))
    except ValueError:
        return ""


def errors_say_why(exchange: Exchange) -> Judgement:
    # A server that fails is one finding already, and what its error page looks like follows from that.
    if not _CLIENT_ERROR <= exchange.status < _SERVER_ERROR or _is_about_the_caller(exchange):
        return None
    answered = f"answered with status {exchange.status} and"
    try:
        body = exchange.json()
    except NotJson:
        body_is = "a body that is no JSON" if exchange.content.strip() else "an empty body"
        return (Disagreement("", f"{answered} {body_is}"),)
    if not isinstance(body, dict):
        return (Disagreement("", f"{answered} a body that is no object"),)
    lacks = [
        what
        for what, held in (
            ("success: false", body.get("success") is False),
            ("a message", isinstance(body.get("message"), str) and bool(body["message"])),
        )
        if not held
    ]
    return unless(not lacks, "", f"{answered} a body that lacks {' and '.join(lacks)}")


def _holds_no_json(exchange: Exchange, error: NotJson) -> Disagreement:
    if exchange.content.strip():
        return Disagreement("", f"holds no JSON: {error}", f"holds no JSON: {error.reason}")
    if exchange.status == _NO_CONTENT:
        return Disagreement("", f"answered with status {_NO_CONTENT}, which comes without a body")
    return Disagreement("", "has an empty body")


def _is_there_after_all(exchange: Exchange) -> bool:
    """Tell whether an id that no search found brought what has that id: a search need not show everything."""
    asked = exchange.request.ticket_id
    # What is no number is looked for in a range one by one, which takes a minute.
    if asked is None or asked not in _PLAUSIBLE_IDS:
        return False
    try:
        body = exchange.json()
    except NotJson:
        return False
    return isinstance(body, dict) and body.get("id") == asked


def _is_about_the_caller(exchange: Exchange) -> bool:
    """Tell whether valid credentials were refused: they have expired, and no promise is about that."""
    request = exchange.request
    meant = request.credentials is not Credentials.VALID or request.expects in _BY_NOBODY
    return exchange.status == _UNAUTHORIZED and not meant


def _body(exchange: Exchange) -> Json:
    """Return the body, None for what is no JSON."""
    try:
        return exchange.json()
    except NotJson:
        return None


def _shows_a_ticket(value: Json) -> bool:
    """Tell whether something in a body has two or more members that only tickets have, or lists tickets."""
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, dict):
            if len(_OF_TICKETS & inner.keys()) > 1 or _lists_tickets(inner.get("tickets")):
                return True
            waiting.extend(inner.values())
        elif isinstance(inner, list):
            waiting.extend(inner)
    return False


def _lists_tickets(rows: Json) -> bool:
    return isinstance(rows, list) and any(isinstance(row, dict) and "id" in row for row in rows)


def _answered(exchange: Exchange, expectation: Expectation) -> bool:
    """Tell whether the request stated the expectation and the server said something to it.

    It did not where it failed, asked to wait, or did not know the caller any more.
    """
    told = 0 < exchange.status < _SERVER_ERROR and exchange.status not in _NOT_NOW
    if _is_about_the_caller(exchange):
        return False
    return exchange.request.expects is expectation and told


def _is_refused(exchange: Exchange, expectation: Expectation) -> Judgement:
    if not _answered(exchange, expectation):
        return None
    return unless(not exchange.succeeded, "", f"answered with status {exchange.status}")


def _is_refused_as_invalid(exchange: Exchange, expectation: Expectation) -> Judgement:
    if not _answered(exchange, expectation):
        return None
    refused = exchange.status in _REFUSED_AS_INVALID
    return unless(refused, "", f"answered with status {exchange.status}")
