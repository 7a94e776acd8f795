"""A row of a search leaves out what only the full ticket has (R71)."""

import pytest


@pytest.mark.clauses("absence")
def test_member_is_left_out(clause_state):
    assert clause_state.exercised
