"""Which credentials go with a request: the target's own, and all ways of having none that are valid."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# The value of forged credentials.
FORGED: Final = "never-issued-by-anyone"
# The parameter of the query in which RFC 6750 (2.3) lets a token stand.
QUERY_PARAMETER: Final = "access_token"


class Credentials(StrEnum):
    """Which credentials go with a request: the target's own, or one way of having none that are valid.

    `FORGED` has the form of the target's own but is no token at all. `UNSIGNED` and `EXPIRED` are tokens
    that nobody issued, one without a signature, one that ran out years ago; they claim to be the caller's
    where the target's own token is a JWT (RFC 7519). `SAME_FORM` is as long as the target's own token
    and has its signs, but x for each letter and digit. Those that follow are made of the target's own token.
    `BESIDE_INVALID` is a valid one beside one of the other kind that is not. `FROM_INSIDE` has none, and says
    that a proxy on the server's own machine sent it.
    """

    VALID = "valid"
    NONE = "none"
    EMPTY = "empty"
    SCHEME_ALONE = "scheme-alone"
    NULL_TOKEN = "null-token"  # noqa: S105 - the name of a form
    FORGED = "forged"
    FORGED_IN_QUERY = "forged-in-query"
    WRONG_SCHEME = "wrong-scheme"
    DIGEST = "digest"
    UNSIGNED = "unsigned"
    EXPIRED = "expired"
    OTHER_COOKIE = "other-cookie"
    EMPTY_COOKIE = "empty-cookie"
    COOKIE_AND_TOKEN = "other-cookie-and-token"  # noqa: S105 - the name of a form
    FROM_INSIDE = "from-inside"
    SAME_FORM = "same-form"
    OTHER_CASE = "other-case"
    CUT = "cut"
    BEHEADED = "beheaded"
    LENGTHENED = "lengthened"
    SWAPPED = "parts-swapped"
    SIGNATURE_DROPPED = "signature-dropped"
    AS_BASIC = "token-as-basic"
    AS_TOKEN = "token-as-token"  # noqa: S105 - the name of a form
    WITHOUT_SCHEME = "token-without-scheme"
    IN_QUERY = "token-in-query"
    AS_COOKIE = "token-as-cookie"
    AS_KEY = "token-as-key"
    LISTED = "token-after-an-invalid-one"
    BESIDE_INVALID = "beside-an-invalid-one"


#: The whole token, where no document says that it may stand.
MISPLACED: Final = frozenset(
    {
        Credentials.AS_BASIC,
        Credentials.AS_TOKEN,
        Credentials.WITHOUT_SCHEME,
        Credentials.IN_QUERY,
        Credentials.AS_COOKIE,
        Credentials.AS_KEY,
        Credentials.LISTED,
    }
)
#: Headers that are wrong by their form, whatever they hold.
ILL_FORMED: Final = frozenset(
    {Credentials.EMPTY, Credentials.SCHEME_ALONE, Credentials.WITHOUT_SCHEME, Credentials.LISTED}
)
#: The names of cookies and of a header in which other applications have a token.
_COOKIES: Final = ("token", "session", "jwt", "access_token")
_KEY_HEADER: Final = "X-Api-Key"


@dataclass(frozen=True, slots=True)
class InShell:
    """How a shell line names the credentials that a run has; never what they are."""

    #: The bearer token, such as ``$ENNEO_TOKEN`` or ``$(cat token.txt)``; None without one.
    token: str | None = "$ENNEO_TOKEN"  # noqa: S105 - its name
    #: The header of cookies, such as ``connect.sid=$ENNEO_COOKIE``; None without one.
    cookie: str | None = None
    #: Whether the token is a JWT, so that others can be made with its claims.
    has_claims: bool = False


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode("ascii").rstrip("=")


def _decoded(part: str) -> object:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


_LONG_AGO: Final = 1577840400
_UNSIGNED_HEADER: Final = _encoded(b'{"alg":"none","typ":"JWT"}')


def _nobodys(header: bytes, expires: int, signature: bytes) -> str:
    claims = f'{{"sub":"{FORGED}","iat":1577836800,"exp":{expires}}}'.encode()
    return ".".join(map(_encoded, (header, claims, signature)))


_NOBODYS: Final = {
    Credentials.UNSIGNED: _nobodys(b'{"alg":"none","typ":"JWT"}', 4102444800, b""),
    Credentials.EXPIRED: _nobodys(b'{"alg":"HS256","typ":"JWT"}', _LONG_AGO, FORGED.encode()),
}
_FIXED: Final = {
    Credentials.EMPTY: "",
    Credentials.SCHEME_ALONE: "Bearer",
    Credentials.NULL_TOKEN: "Bearer null",
    Credentials.WRONG_SCHEME: f"Basic {base64.b64encode(f'{FORGED}:{FORGED}'.encode()).decode('ascii')}",
    Credentials.DIGEST: f'Digest username="{FORGED}", realm="", nonce="", uri="/", response="{"0" * 32}"',
}
_SCHEMES: Final = {
    Credentials.AS_BASIC: "Basic ",
    Credentials.AS_TOKEN: "Token ",
    Credentials.WITHOUT_SCHEME: "",
    Credentials.LISTED: f"Bearer {FORGED}, Bearer ",
}


@dataclass(frozen=True, slots=True)
class _Alteration:
    """A change of a token, and the filter of a shell that makes the same."""

    of: Callable[[str], str]
    in_shell: str


def _expired(token: str) -> str:
    header, claims, signature = token.split(".")
    said = _decoded(claims)
    assert isinstance(said, dict)
    expired = json.dumps({**said, "exp": _LONG_AGO}, separators=(",", ":")).encode("ascii")
    return f"{header}.{_encoded(expired)}.{signature}"


_EXPIRED_IN_SHELL: Final = (
    'python3 -c \'import base64 as b, json, sys; h, c, s = sys.stdin.read().split("."); '
    f'c = json.loads(b.urlsafe_b64decode(c + "==")); c["exp"] = {_LONG_AGO}; '
    'c = b.urlsafe_b64encode(json.dumps(c, separators=(",", ":")).encode()).decode().rstrip("="); '
    'print(h, c, s, sep=".")\''
)


def _lengthened(token: str) -> str:
    """Add one character, or two where one alone is lost in lenient reading of base64."""
    return f"{token}{'A' if len(token.rpartition('.')[2]) % 4 else 'AA'}"


_LENGTHENED_IN_SHELL: Final = """awk -F. '{print $0 (length($NF) % 4 ? "A" : "AA")}'"""
#: Of any token, on any target: what keeps no letter and no digit is nobody's. Digits become letters, for any
#: number might be another user's.
_OF_FORMS: Final[Mapping[Credentials, _Alteration]] = {
    Credentials.SAME_FORM: _Alteration(
        lambda token: re.sub("[A-Za-z0-9]", "x", token), "sed 's/[A-Za-z0-9]/x/g'"
    ),
}
#: Of any token.
_OF_TEXTS: Final[Mapping[Credentials, _Alteration]] = {
    Credentials.OTHER_CASE: _Alteration(str.swapcase, "tr a-zA-Z A-Za-z"),
    Credentials.CUT: _Alteration(lambda token: token[:-1], "sed 's/.$//'"),
    Credentials.BEHEADED: _Alteration(lambda token: token[1:], "sed 's/^.//'"),
    Credentials.LENGTHENED: _Alteration(_lengthened, _LENGTHENED_IN_SHELL),
}
#: Of one with three parts.
_OF_PARTS: Final[Mapping[Credentials, _Alteration]] = {
    Credentials.UNSIGNED: _Alteration(
        lambda token: f"{_UNSIGNED_HEADER}.{token.split('.')[1]}.",
        rf"sed 's/^[^.]*\(\..*\.\).*/{_UNSIGNED_HEADER}\1/'",
    ),
    Credentials.EXPIRED: _Alteration(_expired, _EXPIRED_IN_SHELL),
    Credentials.SWAPPED: _Alteration(
        lambda token: ".".join(reversed(token.split("."))),
        r"sed 's/^\([^.]*\)\.\([^.]*\)\.\(.*\)/\3.\2.\1/'",
    ),
    Credentials.SIGNATURE_DROPPED: _Alteration(
        lambda token: token[: token.rindex(".") + 1], "sed 's/[^.]*$//'"
    ),
}
_ALTERATIONS: Final = {**_OF_FORMS, **_OF_TEXTS, **_OF_PARTS}


def is_signed_jwt(token: str) -> bool:
    """Tell whether a token is a signed JWT: three parts, of which the first two are JSON objects."""
    parts = token.split(".")
    if len(parts) != 3 or not all(parts):  # noqa: PLR2004 - header, claims and signature
        return False
    try:
        return all(isinstance(_decoded(part), dict) for part in parts[:2])
    except (ValueError, RecursionError):
        return False


def invalid_forms(token: str | None, cookie: str | None, *, is_mock: bool) -> tuple[Credentials, ...]:
    """Return the ways of having no valid credentials that may be tried, the most telling ones first.

    token is the one that is held, cookie the name of the session cookie. What is altered could be another
    user's, unless the token is signed: that is tried on a mock alone. So is the token in an address, which
    logs keep.
    """
    forms = [Credentials.NONE, Credentials.FORGED, *_FIXED, *_NOBODYS]
    forms += [Credentials.FORGED_IN_QUERY, Credentials.FROM_INSIDE]
    forms += [Credentials.EMPTY_COOKIE, Credentials.COOKIE_AND_TOKEN] if cookie else []
    if token is None:
        return tuple(forms)
    forms.insert(1, Credentials.AS_BASIC)
    forms += [Credentials.AS_TOKEN, Credentials.WITHOUT_SCHEME, Credentials.LISTED, Credentials.AS_KEY]
    forms += [Credentials.OTHER_COOKIE, Credentials.AS_COOKIE] if cookie else []
    forms += [Credentials.IN_QUERY] if is_mock else []
    signed = is_signed_jwt(token)
    altered = [*_OF_FORMS, *(_OF_TEXTS if signed or is_mock else ()), *(_OF_PARTS if signed else ())]
    forms += [each for each in altered if each not in forms and _ALTERATIONS[each].of(token) != token]
    return tuple(forms)


def altered(kind: Credentials, token: str) -> str | None:
    """Return what becomes of the token in this form, None where it goes as it is or not at all."""
    if kind in _OF_PARTS and not is_signed_jwt(token):
        return None
    if kind in _ALTERATIONS:
        return _ALTERATIONS[kind].of(token)
    return None


def headers_of(
    kind: Credentials, token: str | None, cookie: str | None, name: str | None
) -> Iterator[tuple[str, str]]:
    """Yield the headers by which a request authenticates, or does not.

    token and cookie are those of the target, name is the name of the session cookie.
    """
    changed = altered(kind, token) if token else None
    return _headers(kind, token, cookie, name, changed)


def headers_in_shell(kind: Credentials, held: InShell, name: str | None) -> Iterator[tuple[str, str]]:
    """Yield the same headers as a shell line between double quotes writes them."""
    changed = None
    if held.token and kind in _ALTERATIONS and (held.has_claims or kind not in _OF_PARTS):
        changed = f'$(printf %s "{held.token}" | {_ALTERATIONS[kind].in_shell})'
    return _headers(kind, held.token, held.cookie, name, changed)


def _headers(
    kind: Credentials, token: str | None, cookie: str | None, name: str | None, changed: str | None
) -> Iterator[tuple[str, str]]:
    if kind in _FIXED:
        yield "Authorization", _FIXED[kind]
    elif kind in _ALTERATIONS:
        yield "Authorization", f"Bearer {changed or _NOBODYS.get(kind, FORGED)}"
    elif kind in _SCHEMES:
        yield "Authorization", f"{_SCHEMES[kind]}{token}"
    elif kind is Credentials.AS_COOKIE:
        yield "Cookie", _cookies(name, token)
    elif kind is Credentials.AS_KEY:
        yield _KEY_HEADER, str(token)
    elif kind is Credentials.FROM_INSIDE:
        yield "X-Forwarded-For", "127.0.0.1"
    elif kind in {Credentials.OTHER_COOKIE, Credentials.COOKIE_AND_TOKEN}:
        yield from [("Cookie", _cookies(name, FORGED))] if name else ()
        yield from [("Authorization", f"Bearer {FORGED}")] if kind is Credentials.COOKIE_AND_TOKEN else ()
    elif kind is Credentials.EMPTY_COOKIE:
        yield from [("Cookie", f"{name}=")] if name else ()
    elif kind in {Credentials.VALID, Credentials.FORGED, Credentials.BESIDE_INVALID}:
        yield from _of_both_kinds(kind, token, cookie, name)


def _cookies(name: str | None, value: str | None) -> str:
    """Return the session cookie, and those of other applications, with the same value."""
    return "; ".join(f"{each}={value}" for each in (name, *_COOKIES))


def in_query(kind: Credentials, token: str | None) -> str | None:
    """Return what stands as a token in the address of a request; None for nothing."""
    if kind is Credentials.FORGED_IN_QUERY:
        return FORGED
    return token if kind is Credentials.IN_QUERY else None


def _of_both_kinds(
    kind: Credentials, token: str | None, cookie: str | None, name: str | None
) -> Iterator[tuple[str, str]]:
    """Yield the credentials of the target, or forged ones of the same kinds."""
    beside = kind is Credentials.BESIDE_INVALID
    if token or beside:
        forged = kind is Credentials.FORGED or not token
        yield "Authorization", f"Bearer {FORGED if forged else token}"
    if cookie or beside:
        forged = kind is Credentials.FORGED or (beside and token is not None)
        yield "Cookie", f"{name}={FORGED}" if forged else str(cookie)
