"""Exchanges in HAR, with pseudonyms in the place of what tickets say."""
