"""What the API promises: ``specs/`` read, refused where a part would go unchecked, and frozen."""
