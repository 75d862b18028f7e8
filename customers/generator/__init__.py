"""A believable book made up from a seed: names, habits of payment, and the ledger they leave.

Nothing here is taken from real companies. The same seed and end date make the same rows.
"""
