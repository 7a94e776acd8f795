"""Values with a documented list are from that list."""

import pytest

from ticketgate.pytest_plugin import assert_kept


@pytest.mark.clauses("enum")
def test_value_is_documented(clause, verdict):
    assert_kept(clause, verdict)
