"""Reports as HTML: each is one file that needs neither a network nor a script."""
