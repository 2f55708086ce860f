"""The booth: a touchscreen program that works on without a network."""
