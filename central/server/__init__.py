"""The processes of the platform and the ground they stand on: ASGI, supervisor, PostgreSQL, limits.

Started by `central.__main__`; `central.settings` reads the parts that need no Django. Knows no subject.
"""
