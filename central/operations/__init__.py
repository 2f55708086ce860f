"""Operations that span several subjects: creation, deletion, and scheduled work.

Called by the API, `central.__main__` and the worker. Owns no table.
"""
