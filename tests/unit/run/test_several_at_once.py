"""Several things at a time, with outcomes handed over in order."""

from __future__ import annotations

import threading

import pytest

from ticketgate.run.several_at_once import in_order


def test_four_are_under_way_at_a_time_and_never_more() -> None:
    barrier = threading.Barrier(4, timeout=10)
    lock = threading.Lock()
    active, most = 0, 0

    def work(item: int) -> int:
        nonlocal active, most
        with lock:
            active += 1
            most = max(most, active)
        barrier.wait()  # passes only when four have come this far
        with lock:
            active -= 1
        return item * item

    assert [pending.result(10) for pending in in_order(work, range(8))] == [i * i for i in range(8)]
    assert most == 4


def test_outcomes_come_in_the_order_of_the_items_even_if_the_last_is_ready_first() -> None:
    last_is_done = threading.Event()

    def work(item: int) -> int:
        if item == 2:
            last_is_done.set()
        else:
            assert last_is_done.wait(10)
        return item

    assert [pending.result(10) for pending in in_order(work, range(3))] == [0, 1, 2]


def test_an_error_is_raised_where_its_outcome_is_taken() -> None:
    def work(item: int) -> int:
        if item == 1:
            raise ValueError(item)
        return item

    outcomes = list(in_order(work, range(3)))
    assert outcomes[0].result(10) == 0
    with pytest.raises(ValueError, match="1"):
        outcomes[1].result(10)
    assert outcomes[2].result(10) == 2


def test_nothing_to_do_gives_nothing() -> None:
    assert list(in_order(str, ())) == []
