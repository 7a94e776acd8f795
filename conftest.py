"""Makes the options and fixtures of ticketgate known to every test of the checkout."""

pytest_plugins = ["ticketgate.pytest_plugin"]
