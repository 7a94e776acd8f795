"""Values that are never null are not."""

import pytest


@pytest.mark.clauses("nullability")
def test_value_is_not_null(clause_state):
    assert clause_state.exercised
