"""How fast credits are deducted, beside the usual way of doing it, on one machine in one run.

`python -m benchmarks.ledger` prints a Markdown table; see `benchmarks/README.md`.
"""
