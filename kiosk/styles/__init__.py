"""The styles of an event: which are on offer, what each needs, and what each looks like made at the booth.

Called by `kiosk.session`, `kiosk.engine` and `kiosk.ui`. `catalogue` is pure and reads the
signed snapshot alone; `booth_looks` owns the folder of looks that were made. `looks` makes the pixels.
"""
