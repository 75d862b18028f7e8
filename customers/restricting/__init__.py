"""Credit restrictions and the kinds of service they may be about."""
