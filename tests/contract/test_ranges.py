"""Numbers and lengths are within their bounds."""

import pytest


@pytest.mark.clauses("range")
def test_value_is_in_range(clause_state):
    assert clause_state.exercised
