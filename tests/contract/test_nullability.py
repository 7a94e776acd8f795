"""Values that are never null are not."""

import pytest

from ticketgate.pytest_plugin import assert_kept


@pytest.mark.clauses("nullability")
def test_value_is_not_null(clause, verdict):
    assert_kept(clause, verdict)
