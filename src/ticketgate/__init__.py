"""Contract tests for the ticket API of enneo.MIND."""

__all__ = ["__version__"]

__version__ = "0.1.0"
