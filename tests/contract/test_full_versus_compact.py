"""A row of a search leaves out what only the full ticket has (R71)."""

import pytest

from ticketgate.pytest_plugin import assert_kept


@pytest.mark.clauses("absence")
def test_member_is_left_out(clause, verdict):
    assert_kept(clause, verdict)
