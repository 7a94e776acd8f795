"""How the operations treat requests."""

import pytest


@pytest.mark.clauses("behaviour")
def test_operation_behaves(clause_state):
    assert clause_state.exercised
