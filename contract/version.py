"""Which release this code is: the one place that says so. `pyproject.toml` reads it, booths report it."""

VERSION = "0.1.0"
