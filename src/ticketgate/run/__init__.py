"""Sources of exchanges, judged alike: a live target, saved bodies, recordings."""
