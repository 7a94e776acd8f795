"""Keeps the credential of the target out of whatever the target answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import unquote

from ticketgate.exchange.credentials import Credentials, altered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ticketgate.client.target import Target
    from ticketgate.exchange.answer import Exchange

# Something shorter may stand in an answer by chance.
_SHORTEST: Final = 8


@dataclass(frozen=True, slots=True)
class Secrets:
    """The credentials of a target in the spellings in which an answer may repeat them."""

    #: Of the token.
    token: tuple[str, ...]
    #: Of the value of each cookie, by its name.
    cookies: Mapping[str, tuple[str, ...]]
    #: Of what is made of the token to be refused, by the form; little is missing there.
    made: Mapping[Credentials, tuple[str, ...]]

    @classmethod
    def of(cls, target: Target) -> Self:
        """Return the token and the values of the cookies, also as they read decoded or inside JSON."""
        pairs = target.cookie.value.split(";") if target.cookie else ()
        named = (pair.partition("=") for pair in pairs)
        return cls(
            _spelled(target.token.value) if target.token else (),
            {name.strip(): _spelled(value.strip().strip('"')) for name, _, value in named},
            dict(_made(target.token.value)) if target.token else {},
        )

    def masked(self, exchange: Exchange, cookies: str = "") -> Exchange:
        """Return the exchange with the credential replaced by as many asterisks, and marked if it held it.

        cookies are those that the answer sets: a session may be set anew, the token is no session.
        """
        content, headers = exchange.content, dict(exchange.headers)
        request = exchange.request
        made = self.made.get(request.credentials, ())
        for spelling in (*made, *self._against(request.operation.cookie)):
            mask = "*" * len(spelling)
            content = content.replace(spelling.encode(), mask.encode())
            headers = {name: value.replace(spelling, mask) for name, value in headers.items()}
        handed_out = any(spelling in cookies for spelling in self.token)
        if not handed_out and content == exchange.content and headers == exchange.headers:
            return exchange
        return replace(exchange, content=content, headers=headers, echoes_credential=True)

    def _against(self, session: str | None) -> tuple[str, ...]:
        """Return what is secret: the token and the session cookie.

        Any other cookie may hold a word that answers are full of. Without one of that name all are secret.
        """
        if session is not None and session in self.cookies:
            return (*self.token, *self.cookies[session])
        return (*self.token, *(each for spellings in self.cookies.values() for each in spellings))


def _made(token: str) -> Iterator[tuple[Credentials, tuple[str, ...]]]:
    for form in Credentials:
        made = altered(form, token)
        if made is not None and form is not Credentials.SAME_FORM:  # nothing of the token is in that
            yield form, _spelled(made)


def _spelled(secret: str) -> tuple[str, ...]:
    """Return the spellings to look for, the longest first, without those that may stand there by chance."""
    long = {text for text in _spellings(secret) if len(text) >= _SHORTEST}
    return tuple(sorted(long, key=len, reverse=True))


def _spellings(secret: str) -> Iterator[str]:
    for text in (secret, unquote(secret)):
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        yield from (text, escaped, escaped.replace("/", "\\/"))
