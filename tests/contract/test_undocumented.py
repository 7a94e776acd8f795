"""Objects have no member that the contract does not know."""

import pytest


@pytest.mark.clauses("undocumented")
def test_object_has_only_known_members(clause_state):
    assert clause_state.exercised
