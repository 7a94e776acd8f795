"""Values with a documented list are from that list."""

import pytest


@pytest.mark.clauses("enum")
def test_value_is_documented(clause_state):
    assert clause_state.exercised
