"""Proves the suite: one fault at a time, its clause is found and no other is."""
