"""Packs and styles: what a guest may choose, what it costs and who makes it.

Owns the packs, the styles, and which of them an event offers. Called by the config snapshot, by the sync
endpoint (is this style allowed?) and by generations (which provider?). Knows the blob store and
the tenants' tariff only.
"""
