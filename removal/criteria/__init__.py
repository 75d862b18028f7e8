"""Removal criteria: rules over figures that propose customers to people, and decide nothing."""
