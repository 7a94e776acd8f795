"""What holds in every test.

Hypothesis gives the same examples on each machine, however slow it is, and leaves no folder behind; Python looks
for cycles of garbage as seldom as in a command.
"""

import gc

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ticketgate", database=None, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
settings.load_profile("ticketgate")

# What is judged by is kept, and looking through it for cycles takes a fifth.
gc.set_threshold(20_000)
