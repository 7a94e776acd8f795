"""What all forms of report say in the same words: sentences, lines and figures, as plain text."""
