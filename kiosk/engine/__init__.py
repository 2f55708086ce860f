"""The booth without its screen: every part built, started and stopped in one place.

`kiosk.booth` (its Qt twin) and `kiosk.__main__` may import this folder. It owns the session and the
booth's state, the worker threads, and the way from an effect to its outcome. Parts meet nowhere else.
"""
