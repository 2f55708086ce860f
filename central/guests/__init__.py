"""The guest lists of events (L8): who is invited, by hand or from a file, and who wants no e-mail.

Called by the pages and by `central.operations`, which forgets an event's list with the event. Owns the
guests, and the refusals of those who unsubscribed: they hold for everything that the partner's hosts send.
"""
