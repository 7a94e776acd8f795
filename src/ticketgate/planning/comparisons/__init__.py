"""Plans, without sending anything, searches to hold against known rows and each other."""
