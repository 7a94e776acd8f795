"""What a clause is: its kind, level and evidence, and the tree of places that clauses judge."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, Final

from ticketgate.contract.documents import Documents, Location, Pointer

__all__ = ["Clause", "Evidence", "Kind", "Level", "Node", "Rule", "level_of", "level_of_evidence", "word"]


class Level(IntEnum):
    """How binding a clause is, after RFC 2119; a greater level binds more."""

    MAY = 1
    SHOULD = 2
    MUST = 3


class Evidence(StrEnum):
    """Where a promise comes from: of the API's own sources the strongest first, then what an overlay says."""

    PUBLISHED = "published"
    DOCS = "docs"
    CLIENT = "client"
    EXAMPLE = "example"
    INFERRED = "inferred"
    TENANT = "tenant"


class Kind(StrEnum):
    """What sort of promise a clause makes; the order is that of reports."""

    PRESENCE = "presence"
    ABSENCE = "absence"
    NULLABILITY = "nullability"
    TYPE = "type"
    ENUM = "enum"
    FORMAT = "format"
    RANGE = "range"
    UNDOCUMENTED = "undocumented"
    RULE = "rule"
    RELATION = "relation"
    BEHAVIOUR = "behaviour"


@dataclass(frozen=True, slots=True)
class Clause:
    """One promise of the contract.

    ``place`` is where in the representation it holds, array steps as ``[]``; it is empty for the whole
    body. ``rules`` are the R-numbers of the API's known rules that this clause holds. ``keeps`` and
    ``breaks`` are illustrations: a value at ``place``, or the smallest part of a body for a rule.
    """

    id: str
    kind: Kind
    level: Level
    evidence: Evidence
    title: str
    root: str
    place: str
    written: Location
    rules: tuple[str, ...] = ()
    #: Where the sources of the promise contradict each other: C-numbers within the page, D-numbers between
    #: generations and clients.
    conflicts: tuple[str, ...] = ()
    why: str | None = None
    description: str = ""
    keeps: Any = None
    breaks: Any = None
    #: What things it is judged on are called: one of them, and several.
    counted: tuple[str, str] = ("thing", "things")


@dataclass(frozen=True, slots=True)
class Rule:
    """A cross-field rule at one node: its clause, the places it reads and its schema.

    ``condition`` are those that its ``if`` reads, as seen from the node: ``lastname`` of a supply contract.
    """

    clause: str
    operands: tuple[str, ...]
    condition: tuple[str, ...]
    schema: Mapping[str, Any]
    document: str
    path: Pointer


@dataclass(frozen=True, slots=True)
class Node:
    """One place of a representation with the clauses that hold there.

    ``path`` is the way a validator takes to it, without the ``$ref`` steps (one of the two libraries
    leaves them out). ``clauses`` maps the kinds that judge the value itself; ``presence`` and
    ``absence`` map member names of an object. ``format`` is the name of the format, if any. ``marks`` are
    the facts said of the place that are no promise: ``x-stratum`` (divides the tickets), ``x-moves`` (changes
    by itself), ``x-foreign`` (an id that the tenant's own systems gave out).
    """

    place: str
    path: Pointer
    clauses: Mapping[Kind, str]
    types: tuple[str, ...]
    enum: tuple[Any, ...] | None
    format: str | None = None
    members: dict[str, "Node"] = field(default_factory=dict)
    presence: dict[str, str] = field(default_factory=dict)
    absence: dict[str, str] = field(default_factory=dict)
    items: "Node | None" = None
    rules: tuple[Rule, ...] = ()
    marks: frozenset[str] = frozenset()

    def walk(self) -> Iterator["Node"]:
        """Yield this node and every node below it."""
        yield self
        for member in self.members.values():
            yield from member.walk()
        if self.items is not None:
            yield from self.items.walk()


#: Which keyword's failure breaks a clause of which kind.
KIND_OF_KEYWORD: Final[Mapping[str, Kind]] = {
    "type": Kind.TYPE,
    "enum": Kind.ENUM,
    "const": Kind.ENUM,
    "format": Kind.FORMAT,
    "pattern": Kind.FORMAT,
    **dict.fromkeys(
        "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength "
        "minItems maxItems uniqueItems minProperties maxProperties".split(),
        Kind.RANGE,
    ),
}
_LEVELS: Final[Mapping[Evidence, Level]] = {
    Evidence.PUBLISHED: Level.MUST,
    Evidence.DOCS: Level.MUST,
    Evidence.CLIENT: Level.SHOULD,
    Evidence.EXAMPLE: Level.MAY,
    Evidence.INFERRED: Level.MAY,
    Evidence.TENANT: Level.MUST,
}
_CONFIDENCE: Final = {"H": Level.MUST, "M": Level.SHOULD, "L": Level.MAY}


def level_of_evidence(evidence: Evidence, kind: Kind) -> Level:
    """Return the level a structural promise has by its evidence alone; an example binds types only."""
    if evidence is Evidence.EXAMPLE and kind is Kind.TYPE:
        return Level.SHOULD
    return _LEVELS[evidence]


def level_of(documents: Documents, path: str, pointer: Pointer, said: Mapping[str, Any]) -> Level:
    """Return the level of a rule, relation or behaviour clause.

    It follows from the evidence, lowered by the confidence, unless ``level`` beside a ``why`` says
    otherwise. Raises DocumentError for a level without a reason and for unknown words.
    """
    level = min(
        _LEVELS[word(documents, path, (*pointer, "evidence"), said.get("evidence"), Evidence)],
        _CONFIDENCE[word(documents, path, (*pointer, "confidence"), said.get("confidence"), _CONFIDENCE)],
    )
    if "level" not in said:
        return level
    if not said.get("why"):
        raise documents.error(path, (*pointer, "level"), "a level of its own needs a reason: add why")
    return Level[word(documents, path, (*pointer, "level"), said["level"], Level.__members__)]


def word(documents: Documents, path: str, pointer: Pointer, said: Any, known: Any) -> Any:
    """Return said as one of the known words; raises DocumentError naming them when it is none."""
    names = [str(name) for name in known]
    if said not in names:
        raise documents.error(path, pointer, f"{said!r} is none of {', '.join(names)}")
    return known(said) if isinstance(known, type) else said
