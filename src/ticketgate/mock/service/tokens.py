"""The secrets of the mock's callers: a token as the API issues them, and the session beside it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

_HEADER = {"alg": "HS256", "typ": "JWT"}
_ISSUED = 1_767_225_600  # the beginning of 2026
_LIFETIME = 10 * 365 * 24 * 3600


def signed_token(name: str) -> str:
    """Return a JWT for somebody of this name, the same each time; nobody is to trust its signature."""
    claims = {"sub": name, "iat": _ISSUED, "exp": _ISSUED + _LIFETIME}
    signed = f"{_part(_HEADER)}.{_part(claims)}"
    signature = hmac.digest(name.encode(), signed.encode(), hashlib.sha256)
    return f"{signed}.{_encoded(signature)}"


def session_of(token: str) -> str:
    """Return the value of the session cookie of whoever holds the token: it is another secret."""
    return f"s%3A{token}.session"


def _part(value: dict[str, Any]) -> str:
    return _encoded(json.dumps(value, separators=(",", ":")).encode())


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode("ascii").rstrip("=")
