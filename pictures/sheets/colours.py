"""The inks of a print, beside the event's accent colour."""

PAPER = "#ffffff"
INK = "#15151a"
QUIET_INK = "#6a6a74"
