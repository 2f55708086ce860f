"""HTTP with the platform: one client per pairing, its token, and a name for each way a network fails.

Called by the workers and by enrolment. Owns the connections; decides nothing about what is sent.
"""
