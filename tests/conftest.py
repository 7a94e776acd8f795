"""Hypothesis in every test: the same examples on each machine, however slow it is, and no folder left behind."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ticketgate", database=None, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
settings.load_profile("ticketgate")
