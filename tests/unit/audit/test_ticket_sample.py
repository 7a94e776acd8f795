"""Of many tickets a sample is kept that is the same whatever comes first."""

from __future__ import annotations

from functools import reduce
from operator import add
from random import Random

import pytest

from ticketgate.audit import ticket_sample
from ticketgate.audit.ticket_sample import TicketKeeper, TicketSample

NOBODY: frozenset[str] = frozenset()


def sample(keeper: TicketKeeper, *seen: tuple[int, str, int], content: bytes | None = b"{}") -> TicketSample:
    for ticket, form, position in seen:
        keeper.see((ticket, form), (0, position, 0), f"s:{position}", content, lambda: NOBODY)
    return keeper.taken()


def test_the_first_body_of_each_form_is_kept() -> None:
    both = sample(TicketKeeper(), (7, "full", 5), (7, "compact", 4), (7, "full", 2), (8, "full", 1))
    assert [(ticket, full.source, row.source) for ticket, full, row in both.pairs()] == [(7, "s:2", "s:4")]
    assert not both.partial


@pytest.mark.parametrize("seed", range(5))
def test_the_sample_does_not_depend_on_what_comes_first(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(ticket_sample, "MOST_TICKETS", 10)
    random = Random(seed)
    seen = [(i % 300, ("full", "compact")[i % 2 ^ i // 300 % 2], i) for i in range(900)]
    whole = sample(TicketKeeper(), *seen)
    assert len({ticket for ticket, _ in whole.bodies}) == 10
    assert len(list(whole.pairs())) == 10
    assert whole.partial
    random.shuffle(seen)
    keepers = [TicketKeeper() for _ in range(3)]
    parts = [sample(random.choice(keepers), *seen[i : i + 70]) for i in range(0, len(seen), 70)]
    random.shuffle(parts)
    assert reduce(add, parts) == whole


def test_what_cannot_be_among_the_kept_is_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticket_sample, "MOST_TICKETS", 10)
    keeper = TicketKeeper()
    sizes = [
        len(sample(keeper, *((i, "full", i) for i in range(n, n + 100))).bodies) for n in range(0, 5000, 100)
    ]
    assert sizes[0] == 10
    assert sum(sizes[25:]) < 15


def test_bodies_that_are_too_long_are_counted_and_not_kept() -> None:
    for content in (None, b"x" * 70_000):
        kept = sample(TicketKeeper(), (1, "full", 1), content=content)
        assert (kept.bodies, kept.too_long) == ({}, 1)
