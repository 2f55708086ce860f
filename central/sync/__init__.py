"""What booths did, settled once and for ever (Y4, Y9): ops, their effects and their answers.

Called by the API. Owns `Op`, `Sheet`, `GuestSession`, `Alert` and `Erasure`.
"""
