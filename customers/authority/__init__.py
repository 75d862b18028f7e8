"""Requests of authorities, as lists and forms show them."""
