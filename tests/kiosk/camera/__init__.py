"""The camera: one contract for every driver, and a supervisor that recovers."""
