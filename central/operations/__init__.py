"""What spans several subjects: creation, deletion, and what the worker does by the clock.

Called by the API, `central.__main__` and the worker. Owns no table.
"""
