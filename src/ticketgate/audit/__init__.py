"""Saved traffic at any size: cut into blocks, judged side by side, added up."""
