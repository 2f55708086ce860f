"""The booth's only user of the network: what happened goes up, what changed comes down.

Built by `kiosk.engine` (see `service.SyncService`). Owns the HTTP client and the device token (`transport`),
and the threads for ops, pictures, snapshot, lease, stream and heartbeat (`workers`). Keeps nothing of its
own: what must survive is in the store before it is sent.
"""
