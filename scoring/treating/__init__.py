"""How customers are treated by their tier: policies, what holds for each, and what is proposed."""
