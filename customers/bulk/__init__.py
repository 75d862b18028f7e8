"""What can be done to many rows at once, each through the service of the single act."""
