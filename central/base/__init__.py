"""What every subject stands on: the root of all refusals, lists in pages, the database's incarnation.

Any app may call it; it knows none of them, and nothing of HTTP but the numbers of its statuses. Owns
`Incarnation`.
"""
