"""Letters: what they say, how they look, what must not stand in them."""
