"""Pages of the book."""
