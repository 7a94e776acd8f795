"""Waivers that no longer accept anything have to go."""

import pytest


def test_no_waiver_is_stale(verdict):
    if verdict.stale:
        pytest.fail("\n".join(verdict.stale), pytrace=False)
