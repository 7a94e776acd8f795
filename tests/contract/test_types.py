"""Values have the JSON types promised."""

import pytest


@pytest.mark.clauses("type")
def test_value_has_its_type(clause_state):
    assert clause_state.exercised
