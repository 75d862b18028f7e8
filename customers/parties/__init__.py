"""Who stands behind customers, as lists and forms show it."""
