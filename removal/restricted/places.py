"""Where the compartment's pages are."""

PREFIX = "/compliance/"
