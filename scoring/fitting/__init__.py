"""Scorecards fitted to outcomes. docs/fitting.md says how; scikit-learn is imported late."""
