"""Requests of people about data kept of them: what they may ask, and by when they hear from us."""
