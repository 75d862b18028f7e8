"""Pages of people: oneself, all of them, their teams, keys of other systems, policies."""
