"""Waivers that no longer accept anything have to go."""


def test_no_waiver_is_stale(verdict):
    assert not verdict.stale, "\n".join(verdict.stale)
