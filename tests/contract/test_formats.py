"""Dates, addresses and the like are spelled as promised."""

import pytest


@pytest.mark.clauses("format")
def test_value_has_its_format(clause_state):
    assert clause_state.exercised
