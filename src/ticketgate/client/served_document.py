"""Asks an instance for the OpenAPI document that it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ticketgate.client.http import Unanswered
from ticketgate.client.smoke import refusal_of
from ticketgate.contract.operations import Operation
from ticketgate.errors import TargetError
from ticketgate.exchange.request import Request

if TYPE_CHECKING:
    from ticketgate.client.http import Client

__all__ = ["served_document"]

_NOT_FOUND: Final = 404
_HINT: Final = "an instance serves its document below its base URL, at docs/open-api"


def served_document(client: Client, cookie: str | None) -> bytes:
    """Return what stands at the base URL of the client's target; cookie is the name of the session's cookie.

    Raises:
        TargetError: no answer, a refusal, or a page for people.

    """
    operation = Operation("document", "GET", "", (), None, (), None, cookie)
    url = client.target.base_url
    try:
        answer = client.send(Request(operation, operation.method, ""))
    except Unanswered as error:
        raise TargetError(f"{url}: {error.cause}") from None
    if refusal := refusal_of(answer, client.target):
        problem, next_step = refusal
        raise TargetError(
            f"{url} answers {answer.status}: {problem}; {_HINT if answer.status == _NOT_FOUND else next_step}"
        )
    if answer.media_type == "text/html":
        raise TargetError(f"{url} answers with a page for people; is it a login page? {_HINT}")
    return answer.content
