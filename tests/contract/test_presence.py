"""Members that a form promises are there."""

import pytest

from ticketgate.pytest_plugin import assert_kept


@pytest.mark.clauses("presence")
def test_member_is_present(clause, verdict):
    assert_kept(clause, verdict)
