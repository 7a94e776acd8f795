"""Bodies drawn at random: any JSON, and valid bodies with something replaced, removed or added."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from samples import contract, example, full, row

#: The same examples each time, as few as a run of all unit tests can afford.
FAST = settings(database=None, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
MARK, MARKED_NUMBER = "Frau Geheim, 0815", 4711081599
NAMES = sorted(
    {
        name
        for form in contract().representations.values()
        for node in form.node.walk()
        for name in node.members
    }
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
)
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inner, max_size=8)
    ),
    max_leaves=25,
)
#: Values that are marked, so that a text that shows one gives itself away.
MARKED = st.sampled_from(
    [MARK, MARKED_NUMBER, -MARKED_NUMBER, MARKED_NUMBER + 0.5, [MARK], [MARKED_NUMBER], {MARK: MARK}, {"id": MARK}, {"id": MARKED_NUMBER}]
)  # fmt: skip
ODD = MARKED | st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        -1,
        1.0,
        1.5,
        "",
        "open",
        "2026-02-30 00:00:00",
        [],
        {},
        [None],
        [[]],
        [{}],
        {"id": None},
    ]
)


def pointers(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to everything within value, without the members that the tenant fills freely."""
    if isinstance(value, dict):
        below = [p for name, member in value.items() for p in pointers(member, (*at, name))]
    elif isinstance(value, list):
        below = [p for i, item in enumerate(value) for p in pointers(item, (*at, i))]
    else:
        below = []
    return [*([at] if at else []), *below]


@st.composite
def mutants(draw: st.DrawFn, values: st.SearchStrategy[Any] = ODD) -> tuple[str, Any]:
    """Draw a form and a valid body of it with one to three members replaced, removed or added."""
    form = draw(st.sampled_from(["full", "compact", "search"]))
    body = {"full": full, "compact": row, "search": lambda: example("search-page")}[form]()
    for _ in range(draw(st.integers(1, 3))):  # drawn values are copied: a later change may fall within one
        at = draw(st.sampled_from(pointers(body) or [()]))
        if not at:
            break
        within = body
        for step in at[:-1]:
            within = within[step]
        match draw(st.sampled_from(["replace", "remove", "add"])):
            case "replace":
                within[at[-1]] = deepcopy(draw(values))
            case "remove":
                del within[at[-1]]
            case _ if isinstance(within, dict):
                within[draw(st.sampled_from([*NAMES, MARK]))] = deepcopy(draw(values))
            case _:
                within.append(deepcopy(draw(values)))
    return form, body
