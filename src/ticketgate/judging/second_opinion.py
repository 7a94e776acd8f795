"""The second opinion: the pure-Python ``jsonschema`` library judges a body that was found broken.

Two independent validators that agree are no bug of either; where they disagree, the finding says so.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jsonschema
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from ticketgate.contract.clauses import Kind
from ticketgate.contract.documents import uri
from ticketgate.contract.formats import FORMATS
from ticketgate.contract.model import Contract
from ticketgate.contract.representations import Representation
from ticketgate.judging.attribution import Failure, attribute, part_at
from ticketgate.judging.findings import Finding, Observation
from ticketgate.judging.pruning import pruned

__all__ = ["SecondOpinion"]


class SecondOpinion:
    """Validates bodies by the same schemas with the other library."""

    def __init__(self, contract: Contract) -> None:
        """Prepare one validator per representation."""
        self._contract = contract
        registry: Registry[Any] = Registry().with_resources(
            (uri(path), DRAFT202012.create_resource(content)) for path, content in contract.resources.items()
        )
        checker = jsonschema.FormatChecker(formats=())
        for name, holds in FORMATS.items():
            checker.checks(name)(_for_strings(holds))
        self._validators = {
            name: jsonschema.Draft202012Validator(
                {"$ref": uri(form.document)}, registry=registry, format_checker=checker
            )
            for name, form in contract.representations.items()
        }

    def confirmed(self, observation: Observation, body: Any) -> Observation:
        """Return the observation of body, findings that this library does not share marked disputed.

        Only structural clauses and rules are in question: relations are no matter of validation.
        """
        form = self._contract.representations[observation.subject]
        kept, _ = pruned(body, form.node)
        shared = set(self.identities(form, kept))
        findings = tuple(
            replace(finding, disputed=self._is_schema(finding) and finding.identity not in shared)
            for finding in observation.findings
        )
        return replace(observation, findings=findings)

    def _is_schema(self, finding: Finding) -> bool:
        return self._contract.clauses[finding.clause].kind not in (Kind.RELATION, Kind.BEHAVIOUR)

    def identities(self, form: Representation, body: Any) -> Iterator[tuple[str, str]]:
        """Yield clause and place of everything this library objects to."""
        for error in self._validators[form.name].iter_errors(body):
            for failure in _failures(form, body, error):
                for attributed in attribute(form, body, failure):
                    yield attributed.clause, attributed.place


def _for_strings(holds: Any) -> Any:
    return lambda value: not isinstance(value, str) or holds(value)


def _failures(form: Representation, body: Any, error: jsonschema.ValidationError) -> Iterator[Failure]:
    path, at = tuple(error.absolute_schema_path), tuple(error.absolute_path)
    if error.validator is not None:
        yield Failure(path, at, _names(error))
        return
    # A member whose schema is false: the library names the object only, so each that is there is meant.
    for name in form.by_path[path[:-1]].absence.keys() & part_at(body, at).keys():
        yield Failure((*path, name), (*at, name))


def _names(error: jsonschema.ValidationError) -> tuple[str, ...]:
    """Return the members that an error is about.

    The library reports each missing member by itself without naming it: all are named each time.
    """
    instance: Any = error.instance
    schema: Any = error.schema
    if error.validator == "required":
        return tuple(name for name in schema["required"] if name not in instance)
    if error.validator == "additionalProperties":
        return tuple(name for name in instance if name not in schema.get("properties", {}))
    return ()
