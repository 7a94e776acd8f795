"""The code behind each promise of ``relations.yaml``: one small function per id.

Functions are called with operands of the documented types or without them, never with broken ones.
"""
