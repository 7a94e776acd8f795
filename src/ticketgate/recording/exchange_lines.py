"""Exchanges as lines of JSON: one request with its response each, as gateways log them."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

import jsonschema_rs
import orjson

from ticketgate.exchange.answer import parse_as_written

__all__ = ["EXCHANGE_SCHEMA", "entry_of_line", "is_exchange_line"]

#: The published schema of a line, beside this module.
EXCHANGE_SCHEMA: Final = "exchange.schema.json"


def is_exchange_line(value: Any) -> bool:
    """Tell whether a JSON value is meant as an exchange: a request and a response."""
    return isinstance(value, dict) and value.keys() >= {"request", "response"}


def entry_of_line(content: bytes) -> Mapping[str, Any] | None:
    """Return a line as an entry of HAR, by which it is read on; None for one that breaks the schema.

    A body that stands in the line as JSON is written anew: ``text`` alone keeps how it was written.
    """
    line: Any = parse_as_written(content)
    if not _validator().is_valid(line):
        return None
    request, response = line["request"], line["response"]
    said: dict[str, Any] = {"method": request["method"], "url": request["url"]}
    if request.get("body") is not None:
        said["postData"] = {"text": _text(request["body"])}
    headers = [{"name": name, "value": value} for name, value in (response.get("headers") or {}).items()]
    content_text = response.get("text")
    if content_text is None and "body" in response:
        content_text = orjson.dumps(response["body"]).decode()
    return {
        "request": said,
        "response": {
            "status": response["status"],
            "headers": headers,
            "content": {} if content_text is None else {"text": content_text},
            "bodySize": -1 if content_text is None else len(content_text),
        },
    }


def _text(body: Any) -> str:
    """Return the body of a request as text; logs have it as that, or as the JSON it holds."""
    return body if isinstance(body, str) else orjson.dumps(body).decode()


@cache
def _validator() -> Any:
    schema = resources.files(__package__).joinpath(EXCHANGE_SCHEMA).read_bytes()
    return jsonschema_rs.validator_for(orjson.loads(schema))
