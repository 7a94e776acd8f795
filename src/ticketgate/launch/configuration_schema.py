"""Makes the JSON Schema of ``ticketgate.toml`` from the table of options."""

import json
import sys
from pathlib import Path
from typing import Any, Final

from ticketgate.launch.configuration_file import CONTROL, ENVIRONMENT, ENVIRONMENTS, LARGEST, VARIABLE
from ticketgate.launch.options import FILE_OPTIONS, Option

__all__ = ["CONFIGURATION_SCHEMA", "configuration_schema"]

#: Where the schema is published.
CONFIGURATION_SCHEMA: Final = Path(__file__).with_name("configuration.schema.json")


def configuration_schema() -> dict[str, Any]:
    """Return the schema, of draft 7, the newest that editors of TOML agree on."""
    options = {option.key: _described(option) for option in FILE_OPTIONS}
    both = {"not": {"required": ["token-file", "token-env"]}}
    environment = {"type": "object", "properties": options, "additionalProperties": False, **both}
    environments = {
        "type": "object",
        "description": "What counts in one environment alone, chosen by --environment NAME.",
        "propertyNames": {"pattern": _whole(ENVIRONMENT.pattern)},
        "additionalProperties": environment,
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "ticketgate.toml, or the table tool.ticketgate of pyproject.toml",
        "type": "object",
        "properties": {**options, ENVIRONMENTS: environments},
        "additionalProperties": False,
        **both,
    }


def _described(option: Option) -> dict[str, Any]:
    value = _value(option)
    schema = {"type": "array", "items": value} if option.many else value
    default = {} if option.default in (None, (), False) else {"default": option.default}
    return {"description": option.help, **schema, **default}


def _value(option: Option) -> dict[str, Any]:
    if option.choices:
        return {"enum": list(option.choices)}
    if option.key == "token-env":
        return {"type": "string", "pattern": _whole(VARIABLE.pattern)}
    if option.type is str:
        return {"type": "string", "pattern": r"\S", "not": {"pattern": CONTROL.pattern}}
    if option.type is float:
        return {"type": "number", "minimum": -LARGEST, "maximum": LARGEST}
    return {"type": "boolean" if option.type is bool else "integer"}


def _whole(pattern: str) -> str:
    return f"^(?:{pattern})$"


if __name__ == "__main__":  # pragma: no cover - run by `tox run -e docs`, as a process of its own
    Path(sys.argv[1]).write_text(f"{json.dumps(configuration_schema(), indent=2)}\n", encoding="utf-8")
