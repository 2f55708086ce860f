"""The room of people who make portraits of their own (B rows)."""
