"""Carries out the actions of overlays on documents, and keeps where each node is written from then on."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from ticketgate.contract.documents import Documents, Location, Pointer
from ticketgate.contract.overlays import Action, OverlayFile

__all__ = ["overlaid"]

#: What the values are that a JSON document is made of, in words.
_OBJECT, _ARRAY, _VALUE = "an object", "an array", "a single value"
_CHANGES_VALUES: Final = "Overlay 1.0 changes objects and arrays only; say overlay: 1.1.0"


def overlaid(documents: Documents, files: Iterable[OverlayFile], count: int | None = None) -> Documents:
    """Return the documents as the overlays make them, after the first ``count`` actions or after all.

    What an action writes is *written* in its overlay from then on. Raises DocumentError, naming file and line
    of the action, for a target that is no JSONPath or matches nothing, and for what cannot be merged.
    """
    files = tuple(files)
    drafts: dict[str, _Draft] = {}
    for action in [action for file in files for action in file.actions][:count]:
        path = action.document
        if path not in drafts:
            written = dict(documents.lines[path]), dict(documents.overlaid.get(path, {}))
            drafts[path] = _Draft(_copied(documents.contents[path]), *written)
        _carry_out(drafts[path], action)
    digest = hashlib.sha256(bytes.fromhex(documents.digest))
    for file in files:
        digest.update(file.digest)
    contents = {path: draft.content for path, draft in drafts.items()}
    lines = {path: draft.lines for path, draft in drafts.items()}
    return Documents(
        MappingProxyType({**documents.contents, **contents}),
        MappingProxyType({**documents.lines, **lines}),
        digest.hexdigest(),
        documents.root,
        MappingProxyType({**documents.overlaid, **{path: draft.overlaid for path, draft in drafts.items()}}),
        (*documents.overlays, *(file.name for file in files)),
    )


@dataclass(slots=True)
class _Draft:
    """A document on the way: its content, the lines of what is still as it was, and the places of the new."""

    content: Any
    lines: dict[Pointer, int]
    overlaid: dict[Pointer, Location]

    def get(self, pointer: Pointer) -> Any:
        node = self.content
        for step in pointer:
            node = node[step]
        return node

    def forget(self, pointer: Pointer, *, closing_gap: bool = False) -> None:
        """Forget where the node at pointer is written; the items after it move up when it leaves a gap."""
        *around, index = pointer
        depth = len(around)
        for places in (self.lines, self.overlaid):
            within = [at for at in places if len(at) > depth and at[:depth] == pointer[:depth]]
            moved: dict[Pointer, Any] = {}
            for at in within:
                if at[depth] == index or (closing_gap and at[depth] > index):  # type: ignore[operator]
                    place: Any = places.pop(at)
                    if at[depth] != index:
                        moved[*around, at[depth] - 1, *at[depth + 1 :]] = place  # type: ignore[operator]
            places.update(moved)


def _carry_out(draft: _Draft, action: Action) -> None:
    found = _matches(draft, action, "target", action.target)
    if not found:
        raise action.at("target").error("the target matches nothing in " + _shown(action))
    if action.is_1_0 and any(_kind(draft.get(at)) == _VALUE for at in found):
        raise action.at("target").error(f"the target is a single value: {_CHANGES_VALUES}")
    if action.verb == "remove":
        # From the back, so that what is still to be removed stays where it was found.
        for at in sorted(set(found), reverse=True):
            _remove(draft, action, at)
        return
    value = action.value if action.verb == "update" else _source(draft, action)
    kinds = {_kind(draft.get(at)) for at in found}
    if len(kinds) > 1:
        raise action.at("target").error(f"the target matches {' and '.join(sorted(kinds))}, not things alike")
    for at in dict.fromkeys(found):
        _put(draft, action, at, value)


def _matches(draft: _Draft, action: Action, key: str, path: str) -> list[Pointer]:
    """Return the pointers of what a JSONPath of RFC 9535 matches, in the order of the document."""
    # Only an overlay needs it, and it takes long to import.
    from jsonpath import JSONPathEnvironment  # noqa: PLC0415
    from jsonpath.exceptions import JSONPathError  # noqa: PLC0415

    try:
        return [
            tuple(match.parts) for match in JSONPathEnvironment(strict=True).finditer(path, draft.content)
        ]
    except JSONPathError as error:
        # Not str(error), which fails where the path ends too early.
        problem = error.args[0] if error.args else "it cannot be read"
        hint = "; names with other signs than letters, digits and _ stand in brackets: $['$defs']"
        raise action.at(key).error(f"{path!r} is no JSONPath: {problem}{hint}") from None


def _source(draft: _Draft, action: Action) -> Any:
    found = _matches(draft, action, "copy", action.value)
    if len(found) != 1:
        raise action.at("copy").error(f"copy takes one node, this matches {len(found)} in {_shown(action)}")
    return _copied(draft.get(found[0]))


def _remove(draft: _Draft, action: Action, at: Pointer) -> None:
    if not at:
        raise action.at("target").error("a whole document cannot be removed")
    around = draft.get(at[:-1])
    if isinstance(around, list):
        # What a list says is another thing without the item: the list is the overlay's from now on.
        draft.forget(at, closing_gap=True)
        draft.overlaid[at[:-1]] = action.at()
    else:
        draft.forget(at)
    del around[at[-1]]


def _put(draft: _Draft, action: Action, at: Pointer, value: Any) -> None:
    old, source = draft.get(at), (action.verb,)
    if isinstance(old, list):
        # An array is appended as one item by version 1.0, and item by item since 1.1.
        several = isinstance(value, list) and not action.is_1_0
        _append(draft, action, at, value if several else [value], source if several else ())
    else:
        _merge(draft, action, at, value, source)


def _merge(draft: _Draft, action: Action, at: Pointer, new: Any, source: Pointer) -> None:
    """Put new into the node at pointer; objects member by member, arrays item by item, other values whole."""
    old = draft.get(at)
    if _kind(old) != _kind(new):
        problem = f"{_kind(new)} cannot be merged into {_kind(old)}; remove that with an action before"
        raise action.at(*source).error(problem)
    if isinstance(old, dict):
        for key, value in new.items():
            if key in old:
                _merge(draft, action, (*at, key), value, (*source, key))
            else:
                _write(draft, action, (*at, key), value, (*source, key))
    elif isinstance(old, list):
        _append(draft, action, at, new, source)
    else:
        draft.forget(at)
        _write(draft, action, at, new, source)


def _append(draft: _Draft, action: Action, at: Pointer, items: list[Any], source: Pointer) -> None:
    array = draft.get(at)
    for i, item in enumerate(items):
        array.append(None)
        _write(draft, action, (*at, len(array) - 1), item, (*source, i) if source else (action.verb,))
    draft.overlaid[at] = action.at(*source)


def _write(draft: _Draft, action: Action, at: Pointer, value: Any, source: Pointer) -> None:
    """Set what stands at pointer, and note for all of it where in the overlay it is written."""
    draft.get(at[:-1])[at[-1]] = _copied(value)
    _note(draft, action, at, value, source)


def _note(draft: _Draft, action: Action, at: Pointer, value: Any, source: Pointer) -> None:
    draft.overlaid[at] = action.at(*source)
    parts = (
        value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    )
    for step, part in parts:
        _note(draft, action, (*at, step), part, (*source, step))


def _copied(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {key: _copied(value) for key, value in node.items()}
    return [_copied(item) for item in node] if isinstance(node, list) else node


def _kind(node: Any) -> str:
    return _OBJECT if isinstance(node, Mapping) else _ARRAY if isinstance(node, list) else _VALUE


def _shown(action: Action) -> str:
    return f"specs/{action.document}"
