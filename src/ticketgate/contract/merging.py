"""A schema node read together with what its references lead to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ticketgate.contract.clauses import Evidence, Kind, word
from ticketgate.contract.documents import Documents, Location, Pointer

#: What a referring node may say again, the nearer one winning: words about the promise, not the promise.
_MAY_REPEAT: Final = frozenset(("title", "description", "$ref", "$defs", "examples", "default"))


@dataclass(frozen=True, slots=True)
class Merged:
    """A schema node together with what its ``$ref`` leads to, nearest first."""

    documents: Documents
    parts: tuple[tuple[str, Pointer, Mapping[str, Any]], ...]
    schema: Mapping[str, Any]

    @classmethod
    def of(cls, documents: Documents, path: str, pointer: Pointer) -> "Merged":
        """Return the node at pointer with all it refers to; raises DocumentError for what is stated twice."""
        parts: list[tuple[str, Pointer, Mapping[str, Any]]] = []
        merged: dict[str, Any] = {}
        while True:
            part = documents.get(path, pointer)
            if not isinstance(part, Mapping):
                raise documents.error(path, pointer, "a schema has to be a mapping here")
            for key, value in part.items():
                repeated = key in merged and key not in _MAY_REPEAT and not key.startswith("x-")
                if repeated:
                    raise documents.error(
                        parts[-1][0], (*parts[-1][1], key), f"{key} is stated here and in specs/{path} again"
                    )
                merged.setdefault(key, value)
            parts.append((path, pointer, part))
            if "$ref" not in part:
                return cls(documents, tuple(parts), merged)
            path, pointer = documents.resolve(path, pointer)
            if any(path == seen and pointer == at for seen, at, _ in parts):
                raise documents.error(path, pointer, "the reference leads back to itself")

    def written(self, key: str) -> tuple[str, Pointer]:
        """Return document and pointer of the part that states key."""
        for path, pointer, part in self.parts:
            if key in part:
                return path, (*pointer, key)
        return self.parts[0][0], self.parts[0][1]

    def said(self, key: str, kind: Kind) -> Any:
        """Return what the nearest part says of a kind under an ``x-`` key that maps kinds."""
        for _, _, part in self.parts:
            said = part.get(key)
            if isinstance(said, dict) and kind in said:
                return said[kind]
        return None

    def said_at(self, key: str, kind: Kind, stated: Location) -> Location | None:
        """Return where the nearest part says something of a kind under an ``x-`` key, None if none counts.

        Of what an overlay has stated only an overlay says something.
        """
        for path, pointer, part in self.parts:
            said = part.get(key)
            if isinstance(said, dict) and kind in said:
                at = self.documents.at(path, (*pointer, key, str(kind)))
                return None if stated.evidence and not at.evidence else at
        return None

    def vet_kinds(self) -> None:
        """Refuse an ``x-`` key that maps kinds and names one that does not exist, or maps none at all."""
        for path, pointer, part in self.parts:
            for key in ("x-evidence", "x-level", "x-rules", "x-conflicts"):
                said = part.get(key, {})
                if key == "x-level" and not isinstance(said, dict):
                    raise self.documents.error(path, (*pointer, key), f"{key} maps kinds to levels")
                for name in said if isinstance(said, dict) else ():
                    word(self.documents, path, (*pointer, key, name), name, Kind)

    def evidence(self, kind: Kind, inherited: Evidence, stated: Location) -> Evidence:
        """Return the evidence of the node's own clause of a kind, which is stated at a place.

        What an overlay states is not borne out by what was said of it before.
        """
        for path, pointer, part in self.parts:
            said, at = part.get("x-evidence"), (*pointer, "x-evidence")
            if isinstance(said, dict):
                said, at = said.get(kind), (*at, str(kind))
            if said is not None and (not stated.evidence or self.documents.at(path, at).evidence):
                return Evidence(word(self.documents, path, at, said, Evidence))
        return Evidence(stated.evidence) if stated.evidence else inherited

    def inherited(self, outer: Evidence) -> Evidence:
        """Return the evidence that members have when they say none: that of the innermost part."""
        for _, _, part in reversed(self.parts):
            if isinstance(part.get("x-evidence"), str):
                return Evidence(part["x-evidence"])
        return outer
