"""How customers are reached, as lists and forms show it."""
