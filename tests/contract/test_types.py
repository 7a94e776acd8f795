"""Values have the JSON types promised."""

import pytest

from ticketgate.pytest_plugin import assert_kept


@pytest.mark.clauses("type")
def test_value_has_its_type(clause, verdict):
    assert_kept(clause, verdict)
