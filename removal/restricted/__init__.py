"""The restricted compartment: what exists for the compliance officers alone."""
