"""Rules between the fields of one ticket."""

import pytest

from ticketgate.pytest_plugin import assert_kept


@pytest.mark.clauses("rule")
def test_rule_holds(clause, verdict):
    assert_kept(clause, verdict)
