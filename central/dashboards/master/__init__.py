"""The platform owner's room (M rows)."""
