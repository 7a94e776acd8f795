"""How an operation treats requests, those included that it has to refuse."""

from ticketgate.exchange import Exchange, Expectation, NotJson
from ticketgate.relations.core import KEPT, Disagreement, Outcome, judges, unless


@judges("no-server-error")
def _no_server_error(exchange: Exchange) -> Outcome:
    return unless(exchange.status < 500, "", f"answered with status {exchange.status}")  # noqa: PLR2004


@judges("success-is-json")
def _success_is_json(exchange: Exchange) -> Outcome:
    if not exchange.succeeded:
        return None
    detail = "declares a media type that is not JSON" if exchange.media_type else "declares no media type"
    return unless(exchange.is_json, "", detail)


@judges("success-is-well-formed")
def _success_is_well_formed(exchange: Exchange) -> Outcome:
    if not exchange.succeeded:
        return None
    try:
        exchange.json()
    except NotJson as error:
        return (Disagreement("", str(error)),)
    return KEPT


def _answered(exchange: Exchange, expectation: Expectation) -> bool:
    """Tell whether the request stated the expectation and the server did not fail altogether."""
    return exchange.request.expects is expectation and exchange.status < 500  # noqa: PLR2004


@judges("unknown-ticket-is-refused")
def _unknown_refused(exchange: Exchange) -> Outcome:
    if not _answered(exchange, Expectation.UNKNOWN):
        return None
    return unless(not exchange.succeeded, "", f"answered with status {exchange.status}")


@judges("unknown-ticket-is-not-found")
def _unknown_not_found(exchange: Exchange) -> Outcome:
    if not _answered(exchange, Expectation.UNKNOWN) or exchange.succeeded:
        return None
    return unless(exchange.status == 404, "", f"answered with status {exchange.status}")  # noqa: PLR2004


@judges("credentials-are-required")
def _credentials_required(exchange: Exchange) -> Outcome:
    if not _answered(exchange, Expectation.UNAUTHORIZED):
        return None
    return unless(not exchange.succeeded, "", f"answered with status {exchange.status}")


@judges("unknown-order-field-is-refused")
def _order_field_refused(exchange: Exchange) -> Outcome:
    if not _answered(exchange, Expectation.INVALID):
        return None
    return unless(exchange.status in (400, 422), "", f"answered with status {exchange.status}")


@judges("errors-say-why")
def _errors_say_why(exchange: Exchange) -> Outcome:
    if exchange.status < 400:  # noqa: PLR2004
        return None
    try:
        body = exchange.json()
    except NotJson:
        return (Disagreement("", f"the body of status {exchange.status} is no JSON"),)
    if not isinstance(body, dict):
        return (Disagreement("", f"the body of status {exchange.status} is no object"),)
    lacks = [
        what
        for what, held in (
            ("success: false", body.get("success") is False),
            ("a message", isinstance(body.get("message"), str) and bool(body["message"])),
        )
        if not held
    ]
    return unless(not lacks, "", f"the body of status {exchange.status} lacks {' and '.join(lacks)}")
