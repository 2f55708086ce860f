"""Packs and styles: what people can choose, what it costs, and which provider makes it.

Owns the packs, the styles, which of them an event offers, and who unlocked which premium pack. Called by
the config snapshot, by the sync endpoint (is this style allowed?), by people who choose for themselves and by
generations (which provider?). Knows the blob store, the tenants' tariff, and the ledger for unlocking.
"""
