"""Requests by whoever has no valid credentials, after the same was granted to somebody who has."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ticketgate.exchange.credentials import Credentials
from ticketgate.exchange.request import Expectation, Request

__all__ = ["asked_by_nobody"]


def asked_by_nobody(
    plain: Request, wrong: Request | None, forms: Sequence[Credentials]
) -> Iterator[tuple[str, Request]]:
    """Yield a request that is granted, the same in each form of having no valid credentials, and beside one.

    The grant comes first: an answer that was kept for somebody is not theirs. wrong is one that has to be
    refused for what it asks: by nobody it has to be refused for that before. Each comes with a few words.
    """
    yield "granted, then asked by others", replace(plain, expects=Expectation.VALID)
    for at, form in enumerate(forms):
        yield f"credentials {form}", replace(plain, credentials=form, expects=Expectation.UNAUTHORIZED)
        if at == 0 and wrong is not None:
            yield (
                f"credentials {form}, and wrong besides",
                replace(wrong, credentials=form, expects=Expectation.UNAUTHORIZED_FIRST),
            )
            beside = replace(plain, credentials=Credentials.BESIDE_INVALID, expects=Expectation.VALID)
            yield f"credentials {beside.credentials}", beside
