"""Collecting: the words of reminders, and how lists and forms show them and their steps."""
