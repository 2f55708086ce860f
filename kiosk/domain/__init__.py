"""What the booth is about, without any device, network, disk or screen.

Frozen dataclasses, the ports of devices with several drivers, the errors and the clock. Everyone in
`kiosk` may import this folder; it imports only the leaves.
"""
