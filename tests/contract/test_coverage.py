"""A run that was asked to check so much has to check it."""

from ticketgate.contract.clauses import Level


def test_enough_clauses_were_put_to_the_test(verdict):
    checked = verdict.checked(Level.MUST)
    assert verdict.min_coverage is None or checked.percent >= verdict.min_coverage, (
        f"{checked.count} of {checked.of} MUST clauses were put to the test, "
        f"less than the {verdict.min_coverage:g} % asked for"
    )


def test_the_run_came_to_its_end(verdict):
    info = verdict.info
    assert info.complete, f"not everything was checked: {info.ended.words}"
