"""A request as one shell line that holds neither the credential nor a value of the tenant."""

from __future__ import annotations

import re
import shlex
from typing import Final

from ticketgate.exchange.credentials import FORGED, INVALID_HEADERS, Credentials
from ticketgate.exchange.request import Json, Request, dump

# Filter operands and body members that name a person, a customer or a conversation of the tenant.
_PERSONAL: Final = frozenset(
    {"t.from", "t.customerid", "t.contractid", "t.externalticketid", "t.channelid", "q"}
)
# Greater numbers are asked for to see what a server makes of them; a tenant's own ids are smaller.
_BOUNDARY: Final = 2**31 - 1
_TOKEN_OR_MOMENT: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9_-]{0,31}|[+-]?\d{1,4} (?:DAY|HOUR)|\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?", re.ASCII
)
_AUTHORIZATION: Final = {
    Credentials.VALID: ('-H "Authorization: Bearer $ENNEO_TOKEN"',),
    Credentials.NONE: (),
    Credentials.FORGED: (f"-H 'Authorization: Bearer {FORGED}'",),
    **{kind: (f"-H '{name}: {value}'",) for kind, (name, value) in INVALID_HEADERS.items()},
}


def curl(request: Request, base_url: str) -> str:
    """Write the request as one shell line that holds neither the credential nor a value of the tenant."""
    parts = ["curl", "-sS"]
    if request.method != "GET":
        parts.append(f"-X {shlex.quote(request.method)}")
    parts.extend([*_AUTHORIZATION[request.credentials], "-H 'Accept: application/json'"])
    if request.content is not None:
        parts.append("-H 'Content-Type: application/json'")
        parts.append(_data_option(request))
    return " ".join([*parts, shlex.quote(base_url + request.path_and_query)])


def is_personal(key: Json) -> bool:
    """Whether a filter key or body member names a person, a customer or a conversation of the tenant."""
    return isinstance(key, str) and key.strip().casefold() in _PERSONAL


def _data_option(request: Request) -> str:
    if request.raw is None:
        return f"--data-raw {shlex.quote(dump(_masked(request.body)))}"
    if all(0x20 <= byte < 0x7F for byte in request.raw):  # noqa: PLR2004  printable ASCII
        return f"--data-raw {shlex.quote(request.raw.decode('ascii'))}"
    octal = "".join(f"\\{byte:03o}" for byte in request.raw)
    return f"--data-binary @<(printf '{octal}')"


def _masked(value: Json) -> Json:
    """Replace the operands of filters that may be the tenant's, wherever in the body such a filter stands."""
    if isinstance(value, list):
        return [_masked(item) for item in value]
    if not isinstance(value, dict):
        return value
    key = value.get("key")
    if isinstance(key, str):
        return {
            name: item if name in {"key", "comparator"} else _operand(key, item)
            for name, item in value.items()
        }
    return {name: _hidden(name, item) if is_personal(name) else _masked(item) for name, item in value.items()}


def _operand(key: str, operand: Json) -> Json:
    if is_personal(key):
        return _hidden(key, operand)
    if isinstance(operand, list):
        return [_operand(key, item) for item in operand]
    return operand if _is_anyones(key, operand) else _hidden(key, operand)


def _is_anyones(key: str, operand: Json) -> bool:
    """Whether an operand tells nothing of the tenant: an id of a ticket, a boundary, a token, a moment."""
    if isinstance(operand, int):
        return key == "t.id" or not 1 < operand < _BOUNDARY
    return operand is None or (isinstance(operand, str) and _TOKEN_OR_MOMENT.fullmatch(operand) is not None)


def _hidden(key: Json, operand: Json) -> Json:
    placeholder = f"<value of {str(key).strip()}>"
    return [placeholder for _ in operand] if isinstance(operand, list) else placeholder
