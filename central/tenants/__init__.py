"""Who the platform works for: tenants (partners and the platform itself), clients, users, branding.

Owns the tables of organisations and people, and the merging of brands. Any app but the ledger may call it.
"""
