"""Values of query parameters that are none, and parameters that are sent twice."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ticketgate.contract.operations import Operation, Parameter
from ticketgate.exchange.request import Expectation, Request

__all__ = ["odd_flags"]

#: What other languages write for true and false.
_NO_BOOLEANS: Final = ("1", "TRUE", "yes", "", "False", "0", "no")
#: A text that is the name of nothing.
_NO_NAME: Final = "no-such-value"


def odd_flags(operation: Operation, plain: Request, *, is_mock: bool) -> Iterator[tuple[str, Request]]:
    """Yield reads with a flag that is written otherwise than true and false, and with a name that is none.

    Each comes with a few words on it. What costs money is sent to a mock alone. What a server makes of a flag
    that is sent twice, or of a name that it does not know, is open.
    """
    for flag in operation.completing[:1]:
        for text in _NO_BOOLEANS:
            yield f"{flag.name}={text}", replace(_with(plain, flag, text), expects=Expectation.INVALID)
        yield f"{flag.name} twice", _with(plain, flag, *flag.values)
    for named in operation.parameters:
        if named.values and not {"true", "false"} & {*named.values} and (is_mock or not named.costly):
            yield f"{named.name}={_NO_NAME}", _with(plain, named, _NO_NAME)


def _with(plain: Request, parameter: Parameter, *values: str) -> Request:
    return replace(plain, query=tuple((parameter.name, value) for value in values))
