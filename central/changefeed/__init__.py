"""The change feed: rows that no reader can skip, and the streams that wake booths (Y6, Y12).

Every subject may publish; the API and `central.sync` read. Owns `Change`.
"""
