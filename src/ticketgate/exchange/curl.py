"""A request as one shell line that holds neither the credential nor a value of the tenant."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final

from ticketgate.exchange.credentials import FORGED, Credentials, InShell, invalid_header
from ticketgate.exchange.request import Json, Request, dump

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketgate.contract.search_terms import SearchTerms

_TOKEN_OR_MOMENT: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9_-]{0,31}|[+-]?\d{1,4} (?:DAY|HOUR)|\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?", re.ASCII
)


def curl(request: Request, base_url: str, held: InShell) -> str:
    """Write the request as one shell line that holds neither the credential nor a value of the tenant.

    held names the credentials that the request was sent with.
    """
    parts = ["curl", "-sS"]
    if request.method != "GET":
        parts.append(f"-X {shlex.quote(request.method)}")
    parts.extend([*_authorization(request, held), "-H 'Accept: application/json'"])
    if request.content is not None:
        parts.append("-H 'Content-Type: application/json'")
        parts.append(_data_option(request))
    return " ".join([*parts, shlex.quote(base_url + request.path_and_query)])


def _authorization(request: Request, held: InShell) -> Iterator[str]:
    kind, cookie = request.credentials, request.operation.cookie
    header = invalid_header(kind, cookie)
    if header is not None:
        yield "-H '{}: {}'".format(*header)
    elif kind is Credentials.VALID:
        yield from (f'-H "Authorization: Bearer {held.token}"',) if held.token else ()
        yield from (f'-H "Cookie: {held.cookie}"',) if held.cookie else ()
    elif kind is Credentials.FORGED:
        yield from (f"-H 'Authorization: Bearer {FORGED}'",) if held.token else ()
        yield from (f"-H 'Cookie: {cookie}={FORGED}'",) if held.cookie else ()


def _data_option(request: Request) -> str:
    if request.raw is None:
        search = request.operation.search
        body = request.body if search is None else _masked(request.body, search)
        return f"--data-raw {shlex.quote(dump(body))}"
    if all(0x20 <= byte < 0x7F for byte in request.raw):  # noqa: PLR2004  printable ASCII
        return f"--data-raw {shlex.quote(request.raw.decode('ascii'))}"
    octal = "".join(f"\\{byte:03o}" for byte in request.raw)
    return f"--data-binary @<(printf '{octal}')"


def _masked(value: Json, search: SearchTerms) -> Json:
    """Replace the operands of filters that may be the tenant's, wherever in the body such a filter stands."""
    if isinstance(value, list):
        return [_masked(item, search) for item in value]
    if not isinstance(value, dict):
        return value
    key = value.get(search.parts["key"])
    if isinstance(key, str):
        shown = {search.parts["key"], search.parts["comparator"]}
        return {name: item if name in shown else _operand(key, item, search) for name, item in value.items()}
    return {
        name: _hidden(name, item) if search.is_personal(name) else _masked(item, search)
        for name, item in value.items()
    }


def _operand(key: str, operand: Json, search: SearchTerms) -> Json:
    if search.is_personal(key):
        return _hidden(key, operand)
    if isinstance(operand, list):
        return [_operand(key, item, search) for item in operand]
    return operand if _is_anyones(key, operand, search) else _hidden(key, operand)


def _is_anyones(key: str, operand: Json, search: SearchTerms) -> bool:
    """Whether an operand tells nothing of the tenant: an id of a ticket, a boundary, a token, a moment."""
    if isinstance(operand, int):
        # Greater numbers are asked for to see what a server makes of them; a tenant's own ids are smaller.
        return key == search.id_key or operand not in search.plausible_ids[1:-1]
    return operand is None or (isinstance(operand, str) and _TOKEN_OR_MOMENT.fullmatch(operand) is not None)


def _hidden(key: Json, operand: Json) -> Json:
    placeholder = f"<value of {str(key).strip()}>"
    return [placeholder for _ in operand] if isinstance(operand, list) else placeholder
