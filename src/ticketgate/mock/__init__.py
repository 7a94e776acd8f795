"""The embedded mock: a real HTTP server that behaves as the ticket API does, on seeded data of its own."""
