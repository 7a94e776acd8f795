"""The suite under pytest, in the process of the test.

pytester forgets each module that a run is the first to import. httpx keeps the errors of the httpcore it met first and
would not know those of a second one, and libyaml makes nodes of the first classes it met; so what a run imports late is
imported here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import httpcore  # noqa: F401 - see above
import schemathesis  # noqa: F401
import yaml  # noqa: F401

if TYPE_CHECKING:
    import pytest

SUITE = Path(__file__).resolve().parents[1] / "contract"


def run_suite(pytester: pytest.Pytester, *options: object) -> pytest.RunResult:
    """Run the suite of the checkout."""
    return pytester.runpytest_inprocess(SUITE, "-p", "no:cacheprovider", *map(str, options))
