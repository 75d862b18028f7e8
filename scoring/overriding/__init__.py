"""Overrides: how they are filtered, asked for and listed."""
