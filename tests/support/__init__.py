"""What tests share: servers, clients, bodies, strategies; none of it is a test."""
