"""What a run asks for, phase after phase; each asks for what those before left open."""
