"""Objects have no member that the contract does not know."""

import pytest

from ticketgate.pytest_plugin import assert_kept


@pytest.mark.clauses("undocumented")
def test_object_has_only_known_members(clause, verdict):
    assert_kept(clause, verdict)
