"""From options, configuration and variables to a verdict: what the command line and pytest share."""
