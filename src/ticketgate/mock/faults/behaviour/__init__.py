"""Deliberate bugs in what an operation does: searches, requests, credentials and flags, by subject."""
