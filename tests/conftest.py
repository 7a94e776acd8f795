"""Hypothesis in every test: the same examples on each machine, however slow it is, and no folder left behind."""

import gc

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ticketgate", database=None, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
settings.load_profile("ticketgate")

# As the command line does it: what is judged by is kept, and looking through it for cycles takes a fifth.
gc.set_threshold(20_000)
