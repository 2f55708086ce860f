"""The database's shape, as numbered steps. A step that was released is never edited; add another.

Times are RFC 3339 UTC text, ids text, money whole credits. A moment that durations are measured from is a
pair: monotonic seconds and the id of the boot they belong to.
"""

import sqlite3

from kiosk.domain.errors import DiskError

_FIRST = (
    """CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT""",
    """CREATE TABLE enrollment (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        server TEXT NOT NULL, kiosk_id TEXT NOT NULL, epoch INTEGER NOT NULL, server_key TEXT NOT NULL,
        next_seq INTEGER NOT NULL DEFAULT 1
    ) STRICT""",
    """CREATE TABLE config (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        body BLOB NOT NULL, signature TEXT NOT NULL, etag TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE sessions (
        id TEXT PRIMARY KEY, event_id TEXT NOT NULL, language TEXT NOT NULL,
        started_at TEXT NOT NULL, touched_at TEXT NOT NULL DEFAULT '',
        touched_monotonic REAL NOT NULL DEFAULT 0, touched_boot TEXT NOT NULL DEFAULT '',
        consent_version TEXT, consent_at TEXT, style_id TEXT, layout TEXT NOT NULL DEFAULT '',
        ended_at TEXT, outcome TEXT
    ) STRICT""",
    """CREATE INDEX sessions_open ON sessions (started_at) WHERE ended_at IS NULL""",
    """CREATE TABLE shots (
        id TEXT PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions, position INTEGER NOT NULL,
        sha256 TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, taken_at TEXT NOT NULL,
        discarded INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    """CREATE INDEX shots_of_session ON shots (session_id)""",
    """CREATE TABLE leases (
        id TEXT PRIMARY KEY, event_id TEXT NOT NULL, epoch INTEGER NOT NULL,
        granted INTEGER NOT NULL, spent INTEGER NOT NULL,
        expires_monotonic REAL NOT NULL, boot_id TEXT NOT NULL, open INTEGER NOT NULL DEFAULT 1,
        CHECK (spent >= 0 AND spent <= granted)
    ) STRICT""",
    """CREATE TABLE requests (
        generation_id TEXT PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions,
        event_id TEXT NOT NULL, style_id TEXT NOT NULL, shot_id TEXT NOT NULL REFERENCES shots,
        price INTEGER NOT NULL CHECK (price >= 0), lease_id TEXT REFERENCES leases,
        claim_code TEXT NOT NULL UNIQUE, claim_url TEXT NOT NULL, ticket INTEGER NOT NULL,
        requested_at TEXT NOT NULL, requested_monotonic REAL NOT NULL, boot_id TEXT NOT NULL,
        state TEXT NOT NULL, result_sha256 TEXT, fetched INTEGER NOT NULL DEFAULT 0,
        failure TEXT NOT NULL DEFAULT '',
        UNIQUE (event_id, ticket)
    ) STRICT""",
    """CREATE INDEX requests_of_session ON requests (session_id)""",
    """CREATE TABLE request_shots (
        generation_id TEXT NOT NULL REFERENCES requests, shot_id TEXT NOT NULL REFERENCES shots,
        PRIMARY KEY (generation_id, shot_id)
    ) STRICT""",
    """CREATE INDEX request_shots_by_shot ON request_shots (shot_id)""",
    """CREATE TABLE outbox (
        op_id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL,
        occurred_at TEXT NOT NULL, payload TEXT NOT NULL, subject TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'settled', 'rejected')),
        recorded_monotonic REAL NOT NULL, recorded_boot TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0, due_monotonic REAL NOT NULL DEFAULT 0,
        due_boot TEXT NOT NULL DEFAULT '', code TEXT NOT NULL DEFAULT '', sentence TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    """CREATE UNIQUE INDEX outbox_pending ON outbox (epoch, seq) WHERE state = 'pending'""",
    """CREATE TABLE uploads (
        sha256 TEXT PRIMARY KEY, path TEXT NOT NULL, size INTEGER NOT NULL, sent INTEGER NOT NULL DEFAULT 0,
        attempts INTEGER NOT NULL DEFAULT 0, due_monotonic REAL NOT NULL DEFAULT 0,
        due_boot TEXT NOT NULL DEFAULT '', sentence TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    """CREATE TABLE fetches (
        sha256 TEXT NOT NULL, generation_id TEXT NOT NULL DEFAULT '', done INTEGER NOT NULL DEFAULT 0,
        attempts INTEGER NOT NULL DEFAULT 0, due_monotonic REAL NOT NULL DEFAULT 0,
        due_boot TEXT NOT NULL DEFAULT '', sentence TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (sha256, generation_id)
    ) STRICT""",
    """CREATE TABLE prints (
        id TEXT PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions,
        generation_id TEXT REFERENCES requests, path TEXT NOT NULL, sheet INTEGER NOT NULL,
        state TEXT NOT NULL, created_at TEXT NOT NULL,
        device_job TEXT NOT NULL DEFAULT '', sentence TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    """CREATE INDEX prints_by_state ON prints (state, id)""",
)

_REFUSED_PHOTOS = ("""ALTER TABLE uploads ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0""",)

_TICKETS = (
    """ALTER TABLE sessions ADD COLUMN ticket_prefix TEXT NOT NULL DEFAULT ''""",
    """ALTER TABLE requests ADD COLUMN ticket_prefix TEXT NOT NULL DEFAULT ''""",
    """ALTER TABLE outbox ADD COLUMN asked_again TEXT NOT NULL DEFAULT ''""",
)

_LAYOUTS = (
    """ALTER TABLE requests ADD COLUMN layout TEXT NOT NULL DEFAULT ''""",
    """UPDATE requests SET layout = CASE WHEN (SELECT count(*) FROM request_shots
        WHERE request_shots.generation_id = requests.generation_id) > 1 THEN 'strip' ELSE 'single' END""",
)

_ERASURES = (
    """CREATE TABLE erasures (generation_id TEXT PRIMARY KEY, event_id TEXT NOT NULL) STRICT""",
    """CREATE TABLE removals (
        path TEXT NOT NULL, generation_id TEXT NOT NULL DEFAULT '', PRIMARY KEY (path, generation_id)
    ) STRICT""",
    """ALTER TABLE prints ADD COLUMN erased_with TEXT NOT NULL DEFAULT ''""",
    """CREATE INDEX shots_by_photo ON shots (sha256)""",
    """CREATE INDEX requests_by_shot ON requests (shot_id)""",
    """CREATE INDEX requests_by_result ON requests (result_sha256) WHERE result_sha256 IS NOT NULL""",
    """CREATE INDEX prints_by_request ON prints (generation_id) WHERE generation_id IS NOT NULL""",
    """CREATE INDEX prints_erased ON prints (erased_with) WHERE erased_with <> ''""",
    """CREATE INDEX outbox_by_subject ON outbox (subject) WHERE subject <> ''""",
)

_COPIES_AND_LOSSES = (
    """ALTER TABLE enrollment ADD COLUMN hardware TEXT NOT NULL DEFAULT '[]'""",
    """ALTER TABLE uploads ADD COLUMN lost INTEGER NOT NULL DEFAULT 0""",
)

_PERIODS = (
    """CREATE TABLE event_periods (
        event_id TEXT PRIMARY KEY, ends_at TEXT NOT NULL, retention_days INTEGER NOT NULL
    ) STRICT""",
    """CREATE INDEX sessions_by_event ON sessions (event_id, started_at)""",
)

_GONE = ("""CREATE TABLE gone (mark TEXT PRIMARY KEY) STRICT""",)

_WHAT_WAITS = (
    """CREATE INDEX uploads_unsent ON uploads (attempts) WHERE sent = 0""",
    """CREATE INDEX fetches_waiting ON fetches (attempts) WHERE done = 0""",
    """CREATE INDEX outbox_rejected ON outbox (epoch, seq) WHERE state = 'rejected'""",
    """CREATE INDEX leases_open ON leases (expires_monotonic) WHERE open = 1""",
    """CREATE INDEX fetches_of_request ON fetches (generation_id)""",
    # SQLite takes an index of some rows only where the statement itself says that it wants no others.
    """DROP INDEX outbox_by_subject""",
    """CREATE INDEX outbox_of_subject ON outbox (subject)""",
    """DROP INDEX prints_erased""",
    """CREATE INDEX prints_erased_with ON prints (erased_with)""",
    """CREATE INDEX requests_by_moment ON requests (boot_id, requested_monotonic)""",
)

_SETTLED = ("""CREATE INDEX outbox_settled ON outbox (occurred_at) WHERE state = 'settled'""",)

STEPS: tuple[tuple[str, ...], ...] = (
    _FIRST,
    _REFUSED_PHOTOS,
    _TICKETS,
    _LAYOUTS,
    _ERASURES,
    _COPIES_AND_LOSSES,
    _GONE,
    _PERIODS,
    _WHAT_WAITS,
    _SETTLED,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the database to the newest shape, each step in its own transaction."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(STEPS):
        raise DiskError("the database was written by a newer version of this program")
    for number, statements in enumerate(STEPS[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
