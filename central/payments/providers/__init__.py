"""Whoever takes people's money: one interface, one file for each provider."""
