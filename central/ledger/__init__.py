"""The only truth about credits: accounts, append-only transfers, leases, and the proof that they add up.

Money moves only through `posting`, `funding` and `leases`. Every app may call them; this one knows no
other app: owners, events and kiosks are ids to it.
"""
