"""Bodies drawn at random: any JSON, and valid bodies with something replaced, removed or added."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from support.samples import contract, example, full, row
from ticketgate.contract.clauses import Kind, Node
from ticketgate.contract.formats import examples_of

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
        -0.0,
        1e300,
        2**64,
        10**400,
        "",
        "open",
        "2026-02-30 00:00:00",
        "2026-02-28 00:00:00\n",
        "someone@example.com\n",
        [],
        {},
        [None],
        [[]],
        [{}],
        {"id": None},
    ]
)


OF_TYPE = {
    "null": st.none(),
    "boolean": st.booleans(),
    "integer": st.integers() | st.integers().map(float).filter(float.is_integer),
    "number": st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    "string": st.text(max_size=8),
}


def valid(node: Node) -> st.SearchStrategy[Any]:
    """Draw values that keep every structural clause at a node and below; rules and relations they may break."""
    if node.enum is not None:
        return st.sampled_from(node.enum)
    if Kind.RANGE in node.clauses:
        return st.just(contract().clauses[node.clauses[Kind.RANGE]].keeps)
    return st.one_of([_valid(node, kind) for kind in node.types]) if node.types else ANY_JSON


def _valid(node: Node, kind: str) -> st.SearchStrategy[Any]:
    if kind == "object":
        members = {
            name: st.deferred(lambda member=member: valid(member)) for name, member in node.members.items()
        }
        return st.fixed_dictionaries(
            {name: value for name, value in members.items() if name in node.presence},
            optional={name: value for name, value in members.items() if name not in node.presence},
        )
    if kind == "array":
        return st.lists(valid(node.items) if node.items else ANY_JSON, max_size=2)
    if kind == "string" and node.format == "mysql-datetime":
        return st.datetimes(timezones=st.none()).map(lambda at: at.isoformat(" ", "seconds"))
    return st.just(examples_of(node.format)[1]) if kind == "string" and node.format else OF_TYPE[kind]


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
    """Draw a form and a valid body of it with one to three members replaced, removed or added.

    The body is an example or, as likely, drawn from the schemas.
    """
    form = draw(st.sampled_from(["full", "compact", "search"]))
    an_example = {"full": full, "compact": row, "search": lambda: example("search-page")}[form]
    body = draw(st.builds(an_example) | valid(contract().representations[form].node))
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
