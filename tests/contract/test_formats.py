"""Dates, addresses and the like are spelled as promised."""

import pytest

from ticketgate.pytest_plugin import assert_kept


@pytest.mark.clauses("format")
def test_value_has_its_format(clause, verdict):
    assert_kept(clause, verdict)
