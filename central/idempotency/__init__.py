"""What was made under an id that its sender chose, and from which content: repeating a request is safe.

Every subject that makes something on request calls it, in the transaction that makes the thing. Owns
`Creation`.
"""
