"""Plans generated requests: what every operation has to grant and to refuse."""
