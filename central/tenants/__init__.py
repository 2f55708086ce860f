"""Who the platform works for: tenants (partners and the platform itself), clients, users, and their logins.

Owns the tables of organisations and people, what is done to partners, what clients ask for, the tariff, and
the merging of brands. Calls the ledger; any app but the ledger may call it.
"""
