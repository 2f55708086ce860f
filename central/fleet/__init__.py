"""Booths: enrolment, config snapshots, leases as booths ask for them, health and remote commands.

Owns kiosks and all that the platform gives them. Called by the API, by `central.sync` and by the worker.
"""
