"""Holds exchanges against the contract; pure: it sends nothing and prints nothing."""
