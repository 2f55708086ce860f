"""The platform: what booths and people connect to, where credits are kept and portraits are made."""
