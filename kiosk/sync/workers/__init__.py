"""What runs on each sync thread: ops, photos up, pictures down, snapshot, lease, heartbeat, stream.

Built and woken by `kiosk.sync.service`. Each reads the store, asks the platform, and stores the
outcome before it reports it.
"""
