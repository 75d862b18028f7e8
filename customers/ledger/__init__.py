"""The ledger as people read it: what settles what, proposals for that, lists and forms."""
