"""A run that was asked to check so much has to check it."""

import pytest

from ticketgate.contract.clauses import Level


def test_enough_clauses_were_put_to_the_test(verdict):
    checked, asked = verdict.checked(Level.MUST), verdict.min_coverage
    if asked is not None and checked.percent < asked:
        counts = f"{checked.count} of {checked.of} MUST clauses were put to the test"
        pytest.fail(f"{counts}, less than the {asked:g} % asked for", pytrace=False)


def test_the_run_came_to_its_end(verdict):
    info = verdict.info
    if not info.complete:
        pytest.fail(f"not everything was checked: {info.ended.words}", pytrace=False)
