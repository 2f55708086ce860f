"""The doctor and what it asks of the PC."""
