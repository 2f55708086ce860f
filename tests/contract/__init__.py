"""The wire shapes: golden files, and what is refused."""
