"""Requests by whoever has no valid credentials, after the same was granted to somebody who has."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ticketgate.exchange.credentials import Credentials
from ticketgate.exchange.request import Expectation, Request

__all__ = ["asked_by_nobody"]


def asked_by_nobody(
    plain: Request, full: Request, wrong: Request | None, forms: Sequence[Credentials]
) -> Iterator[tuple[str, Request]]:
    """Yield a request that is granted, the same in each form of having no valid credentials, and beside one.

    The grant comes first: an answer that was kept for somebody is not theirs. full is one with every
    parameter or member, any of which may lead past the check. wrong is one that has to be refused for what it
    asks: by nobody it has to be refused for that before. Each comes with a few words.
    """
    first, *others = forms
    yield "granted, then asked by others", replace(plain, expects=Expectation.VALID)
    yield _by(first, plain, "")
    if wrong is not None:
        come_first = replace(wrong, credentials=first, expects=Expectation.UNAUTHORIZED_FIRST)
        yield f"credentials {first}, and wrong besides", come_first
    beside = replace(plain, credentials=Credentials.BESIDE_INVALID, expects=Expectation.VALID)
    yield f"credentials {beside.credentials}", beside
    yield _by(first, full, ", with all there is to ask with")
    yield from (_by(form, plain, "") for form in others)


def _by(form: Credentials, request: Request, how: str) -> tuple[str, Request]:
    return f"credentials {form}{how}", replace(request, credentials=form, expects=Expectation.UNAUTHORIZED)
