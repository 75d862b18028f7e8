"""The book day by day: what is counted, and the figures that follow."""
