"""Telling other systems: addresses that may be called, signatures, the call, the messages."""
