"""After the end of a relationship: what runs off, what goes to court, what is made good."""
