"""Booths: enrolment, config snapshots, ops that come up, changes that go down, health and commands.

Owns everything that is per kiosk. The API calls it; generations and gallery publish changes through it.
"""
