"""Stepwise reduction: what a customer gets less of before the relationship ends, and its way back."""
