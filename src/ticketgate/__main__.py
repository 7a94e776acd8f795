"""``python -m ticketgate``: the same as the command ``ticketgate``."""

from ticketgate.cli import main

if __name__ == "__main__":
    main()
