"""What booths did, settled exactly once (Y4, Y9): ops, their effects and their results.

Called by the API. Owns `Op`, `Sheet`, `GuestSession`, `Alert` and `Erasure`.
"""
