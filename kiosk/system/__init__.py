"""The PC under the booth: its disk, its clock, its boot, and the checks of `kiosk doctor`.

Used by `kiosk.engine` and `kiosk.__main__`. Owns no thread and keeps nothing.
"""
