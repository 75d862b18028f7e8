"""Prospects on their way into the book: the checklist, and how lists and forms show it."""
