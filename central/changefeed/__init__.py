"""What changed for whom: rows that no reader can skip, and the streams that wake booths and pages (Y6, Y12).

Every subject may publish; the API and `central.sync` read. Owns `Change`.
"""
