"""Custom fields: what their values may be, and how forms, lists and files show them."""
