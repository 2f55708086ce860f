"""Sync against a platform on loopback whose network can be broken, and against the real one."""
