"""Reports as JUnit XML, test case by test case."""
