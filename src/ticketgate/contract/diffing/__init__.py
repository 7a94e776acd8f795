"""Compares two contracts: what one of them admits and the other refuses, with a value that shows it."""
