"""The invented energy supplier and its tickets: seeded, consistent, nobody real."""
