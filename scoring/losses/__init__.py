"""Expected losses: roll rates, loss rates, and what of the book is expected to be lost."""
