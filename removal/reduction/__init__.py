"""Stepwise reduction: what a customer gets less of before the end, and its way back."""
