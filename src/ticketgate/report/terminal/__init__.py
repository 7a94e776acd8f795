"""Reports for people at a terminal or in a CI log."""
