"""Which credentials go with a request, and the ones that nobody issued."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# The value of forged credentials.
FORGED: Final = "never-issued-by-anyone"


class Credentials(StrEnum):
    """Which credentials go with a request: the target's own, or one way of having none that are valid.

    `FORGED` has the form of the target's own but is no token at all; `UNSIGNED` and `EXPIRED` are tokens
    that nobody issued, one without a signature, one that ran out years ago.
    """

    VALID = "valid"
    NONE = "none"
    FORGED = "forged"
    WRONG_SCHEME = "wrong-scheme"
    UNSIGNED = "unsigned"
    EXPIRED = "expired"
    OTHER_COOKIE = "other-cookie"


@dataclass(frozen=True, slots=True)
class InShell:
    """How a shell line names the credentials that a run has; never what they are."""

    #: The bearer token, such as ``$ENNEO_TOKEN`` or ``$(cat token.txt)``; None without one.
    token: str | None = "$ENNEO_TOKEN"  # noqa: S105 - its name
    #: The header of cookies, such as ``connect.sid=$ENNEO_COOKIE``; None without one.
    cookie: str | None = None


def _jwt(algorithm: str, expires: int, signature: bytes) -> str:
    parts = (
        f'{{"alg":"{algorithm}","typ":"JWT"}}'.encode(),
        f'{{"sub":"{FORGED}","iat":1577836800,"exp":{expires}}}'.encode(),
        signature,
    )
    return ".".join(base64.urlsafe_b64encode(part).decode("ascii").rstrip("=") for part in parts)


_IN_AUTHORIZATION: Final = {
    Credentials.WRONG_SCHEME: f"Basic {base64.b64encode(f'{FORGED}:{FORGED}'.encode()).decode('ascii')}",
    Credentials.UNSIGNED: f"Bearer {_jwt('none', 4102444800, b'')}",
    Credentials.EXPIRED: f"Bearer {_jwt('HS256', 1577840400, FORGED.encode())}",
}


def invalid_header(kind: Credentials, cookie: str | None) -> tuple[str, str] | None:
    """Return the header that carries credentials which nobody issued.

    cookie is the name of the session cookie. None for kinds that depend on the target's own credentials, and
    without a cookie for what needs one.
    """
    if kind is Credentials.OTHER_COOKIE:
        return ("Cookie", f"{cookie}={FORGED}") if cookie else None
    value = _IN_AUTHORIZATION.get(kind)
    return ("Authorization", value) if value else None
