"""What a request presents for credentials, read without a look at whether it is valid."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from ticketgate.mock.faults.fault import Asked

_PARTS = 3
_LONG_AGO = 1_700_000_000
"""Unix seconds, in 2023."""


def presented_header(asked: Asked) -> str:
    """Return the header Authorization as it came, empty without one."""
    return asked.headers.get("authorization", "")


def bearer_token(asked: Asked) -> str:
    """Return what stands after Bearer, nothing under another scheme."""
    scheme, _, token = presented_header(asked).partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def jwt_part(part: str) -> dict[str, Any]:
    """Read a part of a JWT, an empty object where it is none."""
    try:
        value = orjson.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def is_jwt(token: str) -> bool:
    """Tell whether a token has the form of a JWT (RFC 7519); nobody looks at its signature."""
    parts = token.split(".")
    return len(parts) == _PARTS and all(map(jwt_part, parts[:2]))


def jwt_claims(asked: Asked) -> dict[str, Any]:
    """Return what a bearer token claims, nothing where it is no JWT."""
    token = bearer_token(asked)
    return jwt_part(token.split(".")[1]) if is_jwt(token) else {}


def ran_out(asked: Asked) -> bool:
    """Tell whether a JWT says of itself that it ran out."""
    expires = jwt_claims(asked).get("exp")
    return isinstance(expires, int) and expires < _LONG_AGO
