"""The partner's room (P rows): tonight, the wallet, clients, events, booths, the brand."""
