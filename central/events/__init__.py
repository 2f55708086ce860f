"""Parties: dates, states, prices, their pool of credits and the brand they show.

Owns the event's table and its states. Knows tenants and the ledger; fleet, generations and gallery ask it.
"""
