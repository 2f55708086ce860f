"""The single source of truth about credits: accounts, append-only transfers, leases, and audits.

Credits move only through this package's functions. Every app may call them; this one knows no other app:
owners, events and kiosks are ids to it.
"""
