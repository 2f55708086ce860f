"""What every subject stands on: the root of all refusals, and lists read page by page.

Any app may call it; it knows none of them, and nothing of HTTP but the numbers of its statuses.
"""
