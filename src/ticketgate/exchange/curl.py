"""A request as one shell line that holds neither the credential nor a value of the tenant."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final

from ticketgate.exchange.credentials import QUERY_PARAMETER, InShell, headers_in_shell, in_query
from ticketgate.exchange.request import Json, Request, dump

if TYPE_CHECKING:
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
    headers = headers_in_shell(request.credentials, held, request.operation.cookie)
    parts.extend(_header(name, value) for name, value in headers)
    parts.append("-H 'Accept: application/json'")
    if request.content is not None:
        # Without a header of its own curl declares a form.
        parts.append(
            _header("Content-Type", request.media_type) if request.media_type else "-H Content-Type:"
        )
        parts.append(_data_option(request))
    return " ".join([*parts, _url(request, base_url, held)])


def _header(name: str, value: str) -> str:
    """Write a header as an option; what the shell has to fill in stands between double quotes."""
    if not value:
        return f"-H '{name};'"  # as curl writes one that is empty
    return f'-H "{name}: {value}"' if "$" in value else f"-H '{name}: {value}'"


def _url(request: Request, base_url: str, held: InShell) -> str:
    url = base_url + request.path_and_query
    token = in_query(request.credentials, held.token)
    if not token:
        return shlex.quote(url)
    sign = "&" if "?" in url else "?"
    return f'{shlex.quote(url + sign + QUERY_PARAMETER + "=")}"{token}"'


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
