"""What happened with a customer, in one timeline: its sources, its statement, its words."""
