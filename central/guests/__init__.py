"""The guest lists of events (L8): who is invited, by hand or from a file, and the mail that is sent to them.

Called by the pages and by `central.operations`, which forgets an event's list with the event, and sends what
is due. Owns the guests, what is written to them, each one's letter, and whom the partner's hosts write to no
more: who unsubscribed, and addresses at which nobody is reached.
"""
