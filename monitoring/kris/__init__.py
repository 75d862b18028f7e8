"""Key risk indicators: which there are, and what they say of a day."""
