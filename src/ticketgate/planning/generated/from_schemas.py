"""Takes the cases that schemathesis derives from the schemas of parameters and bodies."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, lru_cache
from tempfile import TemporaryFile
from typing import IO, Any, Final
from weakref import finalize

from ticketgate.contract.bundle import bundle
from ticketgate.contract.model import Contract
from ticketgate.contract.operations import Operation
from ticketgate.errors import TicketgateError

__all__ = ["Derivation", "SchemaCase", "derivation"]

_DERIVING: Final = "ticketgate.planning.generated.schemathesis_cases"
#: The program: it finds modules where this process finds them, not in whatever folder it is started in.
_PROGRAM: Final = (
    "import runpy, sys; sys.path[:] = {path!r}; runpy.run_module({module!r}, run_name='__main__')"
)
_ALTERNATIVE: Final = re.compile(r"/anyOf/\d+")
_REFERENCE: Final = re.compile(r'"\$ref": "#/components/schemas/([^"/]+)')


@dataclass(frozen=True, slots=True)
class SchemaCase:
    """A case of schemathesis in our terms; `location` points to the schema keyword that a mutation breaks.

    `path` and `query` are those of a read, `body` that of a search.
    """

    operation: Operation
    is_valid: bool
    scenario: str
    parameter: str
    location: str
    description: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: Any

    @property
    def place(self) -> str:
        """The location without telling alternatives apart."""
        return _ALTERNATIVE.sub("", self.location)


class Derivation:
    """Cases that schemathesis derives in a process of its own, from now on: they take it two seconds."""

    def __init__(self, contract: Contract, *, costly: bool) -> None:
        """Begin; costly says whether parameters that cost the target money may be set."""
        self._operations = contract.operations
        self._output, self._errors = TemporaryFile(), TemporaryFile()  # noqa: SIM115 - closed at the end
        program = _PROGRAM.format(path=sys.path, module=_DERIVING)
        with TemporaryFile() as document:
            document.write(json.dumps(_requests_only(contract, _not_set(contract, costly=costly))).encode())
            document.seek(0)
            self._process = subprocess.Popen(  # noqa: S603 - every word is ours
                [sys.executable, "-P", "-c", program],
                stdin=document,
                stdout=self._output,
                stderr=self._errors,
            )
        # A run that ends early leaves nothing behind.
        finalize(self, _end, self._process, self._output, self._errors)

    @cached_property
    def cases(self) -> tuple[SchemaCase, ...]:
        """The valid and the mutated requests of every operation, once they are there.

        Raises TicketgateError when they do not come.
        """
        if self._process.wait():
            self._errors.seek(0)
            *_, why = self._errors.read().decode(errors="replace").splitlines() or ["it was ended"]
            raise TicketgateError(
                f"schemathesis derived no requests: {why}; see that it is installed as ticketgate needs it "
                "(python -m pip check)"
            )
        self._output.seek(0)
        return tuple(self._case(**found) for found in json.load(self._output))

    def _case(self, operation: str, query: list[list[str]], **found: Any) -> SchemaCase:
        pairs = tuple((name, value) for name, value in query)
        return SchemaCase(operation=self._operations[operation], query=pairs, **found)


#: Whoever runs often in one process waits for them once.
derivation: Final = lru_cache(maxsize=2)(Derivation)


def _end(process: subprocess.Popen[bytes], *files: IO[bytes]) -> None:
    process.kill()
    process.wait()
    for file in files:
        file.close()


def _not_set(contract: Contract, *, costly: bool) -> frozenset[str]:
    """Return the parameters that no generated request has: the client sends its own, or never."""
    return frozenset(
        each.name
        for operation in contract.operations.values()
        for each in operation.parameters
        if each.never or each.always is not None or (each.costly and not costly)
    )


def _requests_only(contract: Contract, without: AbstractSet[str]) -> dict[str, Any]:
    """Return the document of the API as far as requests are made of it, some query parameters left out."""
    document = bundle(contract)
    document.pop("security")
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"] = {"200": {"description": "granted"}}
            parameters = operation.get("parameters", [])
            operation["parameters"] = [each for each in parameters if each["name"] not in without]
    schemas = document["components"]["schemas"]
    document["components"] = {"schemas": _needed(schemas, document["paths"])}
    return document


def _needed(schemas: Mapping[str, Any], node: Any) -> dict[str, Any]:
    """Return the schemas that a part of the document refers to, and those that these refer to."""
    needed: dict[str, Any] = {}
    waiting = [node]
    while waiting:
        for name in _REFERENCE.findall(json.dumps(waiting.pop())):
            if name not in needed:
                needed[name] = schemas[name]
                waiting.append(schemas[name])
    return needed
