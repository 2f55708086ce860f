"""The booth's only user of the network: what happened goes up, what changed comes down.

Built by `kiosk.engine` (see `service.SyncService`), used by it and by `kiosk.__main__`. Owns the HTTP client,
the device token's place, and the worker threads for ops, pictures, the snapshot, the stream and the
heartbeat. Keeps nothing of its own: all that must survive stands in the store before it is sent.
"""
