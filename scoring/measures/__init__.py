"""How well scores foretell, and how populations move: plain NumPy, without Django.

Scores enter as counts by bin (a score has one decimal, so a tenth is a bin and nothing is lost), so
that twelve million rows are measured in the memory of some thousand numbers. docs/measures.md says
what each figure is and where its limits are.
"""
