"""Plans which searches to make and which tickets to read in full, and says why the rest stayed unseen."""
