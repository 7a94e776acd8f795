"""How the operations treat requests."""

import pytest

from ticketgate.pytest_plugin import assert_kept


@pytest.mark.clauses("behaviour")
def test_operation_behaves(clause, verdict):
    assert_kept(clause, verdict)
