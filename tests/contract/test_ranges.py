"""Numbers and lengths are within their bounds."""

import pytest

from ticketgate.pytest_plugin import assert_kept


@pytest.mark.clauses("range")
def test_value_is_in_range(clause, verdict):
    assert_kept(clause, verdict)
