"""Names files that hold traffic or answers in a form that is not read here, and says what to do with them."""

import re
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["name_of_format"]

_EXPORT: Final = "export the traffic as HAR 1.2"
#: What files begin with, with what they are and what to do.
_BEGINNINGS: Final = (
    (re.compile(rb"PK\x03\x04"), "a ZIP archive", "unpack it first"),
    (
        re.compile(rb"\xd4\xc3\xb2\xa1|\xa1\xb2\xc3\xd4|\x0a\x0d\x0d\x0a"),
        "a capture of network packets",
        _EXPORT,
    ),
    (
        re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL),
        "an HTML page, which no answer of this API is",
        "check the address that it came from, and whether a login stands before it",
    ),
    (
        re.compile(rb"\s*<\?xml\b"),
        "XML, which no answer of this API is",
        "check the address that it came from",
    ),
    (
        re.compile(rb"(?:.*\n){0,9}?interactions:\s*\n\s*- "),
        "a cassette of vcrpy",
        "save the body of each response in a file or a line of its own, or record HAR",
    ),
    (re.compile(rb"\d+:\d+:[a-z_]+;"), "a file of flows of mitmproxy", "convert it with its HAR export"),
)
#: Members by which JSON files of other tools are told.
_MEMBERS: Final = (
    (
        frozenset(("interactions",)),
        "a cassette of vcrpy",
        "save the body of each response in a file or a line of its own, or record HAR",
    ),
    (
        frozenset(("constants", "events")),
        "a netlog of Chrome, which holds no bodies",
        "save HAR from the network panel of the developer tools",
    ),
    (
        frozenset(("info", "item")),
        "a collection of Postman",
        "save the bodies of the responses, or record the traffic as HAR",
    ),
    (
        frozenset(("openapi", "paths")),
        "an OpenAPI document",
        "save the body of a response; a contract is named with --contract",
    ),
)
#: As much of a file as its beginning is looked for in.
_LOOKED_AT: Final = 4096


def name_of_format(content: bytes, value: Any = None) -> tuple[str, str] | None:
    """Return what a file is and what to do with it, None for what may hold bodies.

    value is its content as JSON, as far as it is some.
    """
    if isinstance(value, Mapping):
        told = ((kind, todo) for members, kind, todo in _MEMBERS if members <= value.keys())
    else:
        beginning = content[:_LOOKED_AT]
        told = ((kind, todo) for pattern, kind, todo in _BEGINNINGS if pattern.match(beginning))
    return next(told, None)
