"""Keeps the credential of the target out of whatever the target answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketgate.client.target import Target
    from ticketgate.exchange.answer import Exchange

# Something shorter may stand in an answer by chance.
_SHORTEST: Final = 8


@dataclass(frozen=True, slots=True)
class Secrets:
    """The credential of a target in the spellings in which an answer may repeat it."""

    spellings: tuple[str, ...]

    @classmethod
    def of(cls, target: Target) -> Self:
        """Return the token and the values of the cookies, also as they read decoded or inside JSON."""
        found = {spelling for secret in _values(target) for spelling in _spellings(secret)}
        return cls(tuple(sorted((text for text in found if len(text) >= _SHORTEST), key=len, reverse=True)))

    def masked(self, exchange: Exchange) -> Exchange:
        """Return the exchange with the credential replaced by as many asterisks, and marked if it held it."""
        content, headers = exchange.content, dict(exchange.headers)
        for spelling in self.spellings:
            mask = "*" * len(spelling)
            content = content.replace(spelling.encode(), mask.encode())
            headers = {name: value.replace(spelling, mask) for name, value in headers.items()}
        if content == exchange.content and headers == exchange.headers:
            return exchange
        return replace(exchange, content=content, headers=headers, echoes_credential=True)


def _values(target: Target) -> Iterator[str]:
    if target.token:
        yield target.token.value
    if target.cookie:
        for pair in target.cookie.value.split(";"):
            yield pair.partition("=")[2].strip()


def _spellings(secret: str) -> Iterator[str]:
    for text in (secret, unquote(secret)):
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        yield from (text, escaped, escaped.replace("/", "\\/"))
