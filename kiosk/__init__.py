"""The booth: a touchscreen program that never needs the network to take, keep, style or print a photo."""
