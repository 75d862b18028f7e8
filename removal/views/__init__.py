"""Pages of the removal app."""
