"""Credits for money: packs, wholesale, purchases, and payments that are credited once (C2, C3, C15).

Owns packs, purchases and what the payment provider last said of each payment. Called by the API. Issues
credits through `ledger.issuance` only, in the transaction that changes the purchase's state.
"""
