"""Who the platform works for: tenants (partners and the platform itself), clients, users, and their logins.

Owns organisations and people, the audit log of what people change, clients' credit requests, the tariff, and
the merging of brands. Calls the ledger; any app but the ledger may call it.
"""
