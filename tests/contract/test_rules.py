"""Rules between the fields of one ticket."""

import pytest


@pytest.mark.clauses("rule")
def test_rule_holds(clause_state):
    assert clause_state.exercised
