"""The PC under the booth: its disk, its clock, its boot, and the doctor that says what is missing.

Used by `kiosk.engine` and `kiosk.__main__`. Owns no thread and keeps nothing.
"""
