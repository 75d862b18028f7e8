"""Reads of the removal app that span models."""
