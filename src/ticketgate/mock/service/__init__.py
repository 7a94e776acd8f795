"""The HTTP server of the mock, its database and its searches."""
