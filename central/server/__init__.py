"""The platform's processes and their infrastructure: ASGI, supervisor, PostgreSQL, limits.

Started by `central.__main__`; `central.settings` reads the parts that need no Django. Knows no subject.
"""
