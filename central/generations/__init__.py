"""AI pictures: from an accepted request to a stored result, exactly once.

Owns the generations, the job that makes them, and the providers. Called by `central.sync` (requests, in its
transaction), by the blob endpoint (photos that arrive), by users who make their own pictures, and by the
worker. Calls the ledger for users' charges and for refunds, and the change feed, so that the booth learns how
it ended.
"""
