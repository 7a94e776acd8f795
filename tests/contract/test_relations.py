"""Relations between values, between the two forms of a ticket, and between request and answer."""

import pytest


@pytest.mark.clauses("relation")
def test_relation_holds(clause_state):
    assert clause_state.exercised
