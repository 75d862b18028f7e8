"""Emergencies: plans that lie ready, what is done by them, drills, and the high-risk queue."""
