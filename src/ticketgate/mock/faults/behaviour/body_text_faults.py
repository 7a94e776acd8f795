"""The bugs in how the body of a search is read: texts that are no JSON, and what makes it fail."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import orjson

from ticketgate.mock.faults.fault import SEARCH, Fault
from ticketgate.mock.faults.made import failing, made, made_all, refusing
from ticketgate.mock.service.columns import DATE_COLUMNS, SET_COLUMNS, TAG_SETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketgate.mock.faults.fault import Ask, Asked
    from ticketgate.mock.faults.made import FaultEntry

_MALFORMED, _FAILS = "malformed-body-is-refused", "no-server-error"
_COMPARATORS = ("in", "not in", "=", "!=", "<", ">", "<=", ">=", "between", "not between")
_DEEP = 20
_LONG = 2000
_LARGE = 64_000
_FEW = 50


def body_text_faults() -> Iterator[Fault]:
    """Yield the faults, each with the clause it breaks."""
    for variant, says, holds in _FAILURES:
        yield made(f"{SEARCH}/{_FAILS}", variant, f"fails on {says}", tell=failing(holds))
    for variant, says, mended in _TEXTS:
        yield made(f"{SEARCH}/{_MALFORMED}", variant, f"takes {says}", ask=_reading(mended))
    yield from made_all(SEARCH, _VALID)


def _reading(mended: Callable[[bytes], bytes]) -> Ask:
    """Make what reads a body that is no JSON in some way."""

    def ask(asked: Asked) -> Asked:
        return asked if _is_json(asked.body) else replace(asked, body=mended(asked.body))

    return ask


def _is_json(body: bytes) -> bool:
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    return True


def _is(kind: type) -> Callable[[Any], bool]:
    return lambda value: type(value) is kind


def _is_null(value: Any) -> bool:
    return value is None


def _key(each: dict[str, Any]) -> str:
    return str(each.get("key"))


def _no_operand(each: dict[str, Any]) -> dict[str, Any] | None:
    return each if each.keys() & {"value", "values", "from", "to"} else None


def _values(each: dict[str, Any]) -> list[Any]:
    values = each.get("values")
    return values if isinstance(values, list) else []


def _names_tags_by_text(each: dict[str, Any]) -> bool:
    texts = [value for value in _values(each) if isinstance(value, str)]
    return _key(each) in TAG_SETS and not all(map(str.isdecimal, texts))


def _is_long(each: dict[str, Any]) -> bool:
    texts = [value for value in (each.get("value"), *_values(each)) if isinstance(value, str)]
    return any(len(text) > _LONG for text in texts)


def _names_twice(asked: Asked) -> bool:
    return any(asked.body.count(f'"{name}":'.encode()) > 1 for name in asked.search if name != "filters")


def _some_filter(holds: Callable[[dict[str, Any]], bool]) -> Callable[[Asked], bool]:
    def some(asked: Asked) -> bool:
        filters = asked.search.get("filters")
        return isinstance(filters, list) and any(isinstance(each, dict) and holds(each) for each in filters)

    return some


def _member(name: str, holds: Callable[[Any], bool]) -> Callable[[Asked], bool]:
    return lambda asked: name in asked.search and holds(asked.search[name])


def _parsed_is(kind: type) -> Callable[[Asked], bool]:
    return lambda asked: _is_json(asked.body) and type(orjson.loads(asked.body)) is kind


_FAILURES: tuple[tuple[str, str, Callable[[Asked], bool]], ...] = (
    ("body-list", "a list for a body", _parsed_is(list)),
    ("body-null", "null for a body", _parsed_is(type(None))),
    ("body-text", "a text for a body", _parsed_is(str)),
    ("body-number", "a number for a body", _parsed_is(int)),
    ("body-empty", "an empty body", lambda asked: not asked.body),
    ("filters-null", "null for filters", _member("filters", _is_null)),
    ("filters-object", "an object for filters", _member("filters", _is(dict))),
    (
        "filter-null",
        "null in the list of filters",
        _member("filters", lambda value: isinstance(value, list) and None in value),
    ),
    ("key-left-out", "a filter without a key", _some_filter(lambda each: "key" not in each)),
    ("key-object", "an object for a key", _some_filter(lambda each: isinstance(each.get("key"), dict))),
    (
        "comparator-left-out",
        "a filter without a comparator",
        _some_filter(lambda each: "comparator" not in each and _key(each) in SET_COLUMNS),
    ),
    (
        "comparator-unknown",
        "a comparator it does not know",
        _some_filter(lambda each: each.get("comparator", "=") not in _COMPARATORS),
    ),
    ("operand-left-out", "a filter without an operand", _some_filter(lambda each: _no_operand(each) is None)),
    (
        "operand-object",
        "an object for an operand",
        _some_filter(lambda each: isinstance(each.get("value"), dict)),
    ),
    (
        "operand-list",
        "a list in a list of operands",
        _some_filter(
            lambda each: (
                isinstance(each.get("values"), list)
                and any(isinstance(value, list) for value in each["values"])
            )
        ),
    ),
    (
        "values-text",
        "a text for a list of operands",
        _some_filter(lambda each: isinstance(each.get("values"), str)),
    ),
    (
        "moments-in",
        "a list of moments",
        _some_filter(lambda each: _key(each) in DATE_COLUMNS and "values" in each),
    ),
    (
        "no-such-day",
        "a day that there is not",
        _some_filter(lambda each: _key(each) in DATE_COLUMNS and "-02-30" in str(each.get("value"))),
    ),
    (
        "ranges",
        "a range of a field that is no moment",
        _some_filter(lambda each: _key(each) in SET_COLUMNS and "from" in each),
    ),
    (
        "half-a-range",
        "a range without an end",
        _some_filter(lambda each: each.get("comparator") == "between" and "to" not in each),
    ),
    ("tag-text", "a tag that is no number", _some_filter(_names_tags_by_text)),
    (
        "limit-huge",
        "a limit above 63 bits",
        _member("limit", lambda value: isinstance(value, int | float) and value > 2**63),
    ),
    (
        "scope-unknown",
        "a scope it does not know",
        _member("ticketScope", lambda value: value not in ("all", "skills")),
    ),
    (
        "depth",
        "a body of more than twenty levels",
        lambda asked: asked.body.count(b"[") > _DEEP and b"]" * 3 in asked.body,
    ),
    ("member-twice", "a body that names a member twice", _names_twice),
    ("large-body", "a body of more than sixty-four thousand bytes", lambda asked: len(asked.body) > _LARGE),
    ("long-text", "an operand of more than two thousand characters", _some_filter(_is_long)),
    (
        "not-utf-8",
        "a body that is not UTF-8",
        lambda asked: asked.body != asked.body.decode("utf-8", "ignore").encode(),
    ),
)


_TEXTS: tuple[tuple[str, str, Callable[[bytes], bytes]], ...] = (
    ("empty", "an empty body for a search without members", lambda body: body or b"{}"),
    ("comma", "a body with a comma too many", lambda body: re.sub(rb",\s*([}\]])", rb"\1", body)),
    ("comment", "comments in a body", lambda body: re.sub(rb"/\*.*?\*/|//[^\n]*", b"", body)),
    ("single-quotes", "a body with single quotes", lambda body: body.replace(b"'", b'"')),
    (
        "cut",
        "a body that ends in the middle, as far as it goes",
        lambda body: b"{}" if body.startswith(b"{") and not body.rstrip().endswith(b"}") else body,
    ),
    (
        "followed",
        "a body with something after its end",
        lambda body: body[: body.rfind(b"}") + 1] if b"}" in body else body,
    ),
    (
        "bare-names",
        "names without quotation marks",
        lambda body: re.sub(rb"([{,]\s*)([A-Za-z]+)\s*:", rb'\1"\2":', body),
    ),
    (
        "form",
        "a form for a search",
        lambda body: (
            orjson.dumps(dict(parse_qsl(body.decode("latin-1"))))
            if b"=" in body and b"{" not in body
            else body
        ),
    ),
    ("nan", "NaN for null", lambda body: body.replace(b"NaN", b"1").replace(b"Infinity", b"1")),
    ("latin-1", "a body in Latin-1", lambda body: body.decode("latin-1").encode()),
    ("bom", "a body after a byte order mark", lambda body: body.removeprefix(b"\xef\xbb\xbf")),
    (
        "text",
        "a body of plain text for a search without members",
        lambda body: b"{}" if body and b"{" not in body else body,
    ),
    ("leading-zeros", "numbers with leading zeros", lambda body: re.sub(rb":\s*0+([0-9])", rb":\1", body)),
    ("line-break", "line breaks within a text", lambda body: body.replace(b"\n", b" ").replace(b"\t", b" ")),
)


_VALID: tuple[FaultEntry, ...] = (
    (
        "valid-request-is-accepted",
        "charset",
        "refuses a media type that names its character set",
        {"tell": refusing(lambda asked: "charset" in asked.headers.get("content-type", ""))},
    ),
    (
        "valid-request-is-accepted",
        "blanks",
        "refuses a body with blanks between its members",
        {"tell": refusing(lambda asked: b": " in asked.body or b"\n" in asked.body)},
    ),
    (
        "valid-request-is-accepted",
        "no-blanks",
        "refuses a body without blanks between its members",
        {"tell": refusing(lambda asked: b'":' in asked.body and b'": ' not in asked.body)},
    ),
    (
        "valid-request-is-accepted",
        "escapes",
        "refuses escapes in a body",
        {"tell": refusing(lambda asked: b"\\" in asked.body)},
    ),
    (
        "valid-request-is-accepted",
        "long-list",
        "refuses more than fifty values",
        {"tell": refusing(_some_filter(lambda each: len(each.get("values", ())) > _FEW))},
    ),
    (
        "unknown-members-are-ignored",
        "refused",
        "refuses a search with a member it does not know",
        {
            "tell": refusing(
                lambda asked: bool(
                    asked.search.keys()
                    - {"limit", "offset", "filters", "orderByField", "orderByDirection", "ticketScope"}
                )
            )
        },
    ),
    (
        "unknown-members-are-ignored",
        "in-filter",
        "refuses a filter with a member it does not know",
        {
            "tell": refusing(
                _some_filter(
                    lambda each: bool(each.keys() - {"key", "comparator", "value", "values", "from", "to"})
                )
            )
        },
    ),
)
