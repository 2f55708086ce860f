"""Many connections on few accounts while transactions are rolled back, backends killed, servers restarted.

`journal` keeps what everybody was told, `proof` compares that with the ledger, `database` does the damage,
`asking` repeats what was lost, `booths` and `desks` are those who ask. `direct` and `web` are the programs.
"""
