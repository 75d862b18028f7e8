"""Scorecards in the browser: the form of a draft, its preview, and versions side by side."""
