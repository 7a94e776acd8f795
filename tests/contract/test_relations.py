"""Relations between values, between the two forms of a ticket, and between request and answer."""

import pytest

from ticketgate.pytest_plugin import assert_kept


@pytest.mark.clauses("relation")
def test_relation_holds(clause, verdict):
    assert_kept(clause, verdict)
