"""What a result means: coverage, waivers, thresholds, exit code, and its JSON form."""
