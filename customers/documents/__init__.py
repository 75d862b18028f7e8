"""Documents of customers: what a file may be, where it lies, and how lists show it."""
