"""Deliberate bugs of the mock, each of which breaks one clause of the contract.

They are put around the healthy mock and share no code with what judges its answers.
"""
