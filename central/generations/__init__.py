"""AI pictures: from an accepted request to a stored result, exactly once.

Owns the generations, the job that makes them, and the providers. Called by the sync endpoint (requests,
inside its transaction), by the blob endpoint (photos that arrive), by people who make pictures of their own,
and by the worker. Calls the ledger for people's charges and for refunds, and the fleet's change feed, so that
the booth learns how it ended.
"""
