"""Renderings of a verdict; none of them decides anything."""
