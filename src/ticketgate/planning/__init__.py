"""What to ask next; pure: nothing is sent here."""
