"""The restricted list after a removal: entries, appeals against them, and coming back."""
