"""Credit terms, as lists and forms show them."""
