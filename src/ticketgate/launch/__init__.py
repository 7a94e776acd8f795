"""From options and environment to a verdict: what the command line and pytest share."""
