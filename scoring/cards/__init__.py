"""Scorecards as values: what a card is, how it is stored, compiled and explained."""
