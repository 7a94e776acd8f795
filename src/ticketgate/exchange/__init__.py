"""One request and its answer, as values; nothing here talks to a network."""
