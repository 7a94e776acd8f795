"""The suite: a package, so that its modules clash with no other test module of the same name."""
