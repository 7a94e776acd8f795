"""Requests by whoever has no valid credentials, and of an answer that was kept for somebody else."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ticketgate.exchange.credentials import Credentials
from ticketgate.exchange.request import Expectation, Request

__all__ = ["after_it_was_granted", "asked_by_nobody"]


def asked_by_nobody(
    plain: Request, wrong: Request | None, forms: Sequence[Credentials]
) -> Iterator[tuple[str, Request]]:
    """Yield a request with valid credentials beside invalid ones, then with each form of having none.

    wrong is one that has to be refused for what it asks: by nobody it has to be refused for that before.
    Each comes with a few words on it.
    """
    beside = replace(plain, credentials=Credentials.BESIDE_INVALID, expects=Expectation.VALID)
    yield f"credentials {beside.credentials}", beside
    for at, form in enumerate(forms):
        yield _by(plain, form)
        if at == 0 and wrong is not None:
            yield (
                f"credentials {form}, and wrong besides",
                replace(wrong, credentials=form, expects=Expectation.UNAUTHORIZED_FIRST),
            )


def after_it_was_granted(plain: Request) -> Iterator[tuple[str, Request]]:
    """Yield a request that is granted, and the same by others: an answer that was kept is not theirs."""
    yield "granted, then asked by others", replace(plain, expects=Expectation.VALID)
    yield from (_by(plain, form) for form in (Credentials.NONE, Credentials.FORGED))


def _by(plain: Request, form: Credentials) -> tuple[str, Request]:
    return f"credentials {form}", replace(plain, credentials=form, expects=Expectation.UNAUTHORIZED)
