"""Members that a form promises are there."""

import pytest


@pytest.mark.clauses("presence")
def test_member_is_present(clause_state):
    assert clause_state.exercised
