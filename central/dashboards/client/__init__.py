"""The host's room (L rows): their events, and never a price."""
