"""What whoever runs an event does with it, the same for the host and for the partner: its guests and the mail
to them, its codes, templates of events, and favourite styles.

One address each for both; `owners.py` says what is whose. The rooms link here.
"""
