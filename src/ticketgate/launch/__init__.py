"""From options and environment to a client that can be used."""
