"""Reading what is owed: the ageing, the worklist, a customer's receivables, loans."""
