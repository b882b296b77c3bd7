"""The schema, as the steps that lead to it: step N takes a database from version N-1 to N.

A step, once released, never changes; a new version is a new step. `PRAGMA user_version`
says which ones a database has had. Plain SQL through the standard library: SQLAlchemy and
alembic would add 25 MB and more to a server that is to stay under 80 (docs/architecture.md).
"""

APPLICATION_ID = 0x43484154  # "CHAT"; marks a file as ours in its header

STEPS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        # AUTOINCREMENT: an id is never used again.
        """CREATE TABLE principals (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL, folded TEXT NOT NULL,
            guest INTEGER NOT NULL,
            left REAL,  -- null while it is here
            created REAL NOT NULL)""",
        "CREATE INDEX principals_named ON principals (folded)",
        "CREATE TABLE former_names (principal_id INTEGER NOT NULL, name TEXT NOT NULL, until REAL NOT NULL)",
        # SHA-256 is enough for a token of 128 random bits.
        "CREATE TABLE tokens (hash BLOB PRIMARY KEY, principal_id INTEGER NOT NULL) WITHOUT ROWID",
        "CREATE INDEX tokens_of ON tokens (principal_id)",
        """CREATE TABLE rooms (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            name TEXT NOT NULL, folded TEXT UNIQUE,  -- null for a direct conversation
            topic TEXT NOT NULL DEFAULT '',
            access INTEGER NOT NULL DEFAULT 0,
            first INTEGER NOT NULL DEFAULT 1,
            creator INTEGER, created REAL NOT NULL,
            number INTEGER UNIQUE,  -- of a public room; 0 is the lobby
            one INTEGER, other INTEGER,  -- the two of a direct conversation, the lower id first
            UNIQUE (one, other))""",
        """CREATE TABLE members (
            room_id INTEGER NOT NULL, principal_id INTEGER NOT NULL,
            PRIMARY KEY (room_id, principal_id)) WITHOUT ROWID""",
        "CREATE INDEX members_of ON members (principal_id)",
        # Append-only, with one small index: clustered by (room, seq), every commit would
        # rewrite a page a room, and a line would cost half as much again.
        """CREATE TABLE events (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            room_id INTEGER NOT NULL, seq INTEGER NOT NULL,
            ts REAL NOT NULL, kind TEXT NOT NULL,
            actor_id INTEGER NOT NULL, subject_id INTEGER,
            key TEXT, body TEXT NOT NULL)""",
        "CREATE UNIQUE INDEX events_place ON events (room_id, seq)",
        # The keys of events up to the mark keys_upto; later ones are looked up in memory,
        # because an index in random order rewrites many pages at every commit.
        """CREATE TABLE keys (
            actor_id INTEGER NOT NULL, room_id INTEGER NOT NULL, key TEXT NOT NULL,
            event_id INTEGER NOT NULL,
            PRIMARY KEY (actor_id, room_id, key)) WITHOUT ROWID""",
        """CREATE TABLE read_marks (
            principal_id INTEGER NOT NULL, room_id INTEGER NOT NULL, seq INTEGER NOT NULL,
            PRIMARY KEY (principal_id, room_id)) WITHOUT ROWID""",
        # One column, and only which line has which trigram: no content, places or sizes, so
        # that it is a quarter as large. What is put into it is in search_index.py, and so is
        # when it is put in order (automerge would now and then take 50 ms for that).
        """CREATE VIRTUAL TABLE search USING fts5 (
            entry, content='', columnsize=0, detail=none, tokenize='trigram case_sensitive 1')""",
        "INSERT INTO search (search, rank) VALUES ('automerge', 0)",
        "INSERT INTO search (search, rank) VALUES ('crisismerge', 64)",
    ),
    # Accounts, which own their names, and roles.
    (
        "ALTER TABLE principals ADD COLUMN role TEXT NOT NULL DEFAULT 'guest'",
        "ALTER TABLE principals ADD COLUMN password TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE principals DROP COLUMN guest",
        "CREATE UNIQUE INDEX owned_names ON principals (folded) WHERE role != 'guest'",
        "ALTER TABLE tokens ADD COLUMN label TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE tokens ADD COLUMN made REAL NOT NULL DEFAULT 0",
        "ALTER TABLE tokens ADD COLUMN used REAL",
        "UPDATE tokens SET made = strftime('%s', 'now')",
        """CREATE TABLE invitations (
            hash BLOB PRIMARY KEY, made_by INTEGER,
            made REAL NOT NULL, expires REAL NOT NULL) WITHOUT ROWID""",
        "ALTER TABLE rooms ADD COLUMN entry TEXT NOT NULL DEFAULT 'open'",
        "ALTER TABLE rooms ADD COLUMN password TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE rooms ADD COLUMN readonly INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE rooms ADD COLUMN slow REAL NOT NULL DEFAULT 0",
        # In a public room, only people with more or fewer rights than others have a row.
        "ALTER TABLE members ADD COLUMN role TEXT NOT NULL DEFAULT 'member'",
        """INSERT OR REPLACE INTO members SELECT r.id, r.creator, 'owner' FROM rooms r
            WHERE r.kind = 'public' AND r.creator IS NOT NULL OR r.kind = 'group'
            AND EXISTS (SELECT 1 FROM members m WHERE m.room_id = r.id AND m.principal_id = r.creator)""",
    ),
    # Files.
    (
        # Bytes in the folder of files. A row with no references is being stored, or about to
        # be removed; this is how the remains of a crash are found.
        """CREATE TABLE blobs (
            sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, refs INTEGER NOT NULL) WITHOUT ROWID""",
        "CREATE INDEX blobs_unused ON blobs (sha256) WHERE refs = 0",
        # Made by its FILE event, ended by its FILE_GONE event or by age.
        """CREATE TABLE files (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            room_id INTEGER NOT NULL, owner_id INTEGER NOT NULL,
            name TEXT NOT NULL, size INTEGER NOT NULL, type TEXT NOT NULL,
            sha256 TEXT NOT NULL, ts REAL NOT NULL)""",
        "CREATE INDEX files_in ON files (room_id, number)",
        "CREATE INDEX files_of ON files (owner_id, size)",
        # What links are signed with; SQLite takes it from the system's randomness.
        "INSERT INTO meta VALUES ('link_secret', hex(randomblob(32)))",
    ),
    # Retention, and deleted rooms.
    (
        # How long lines are kept there, in seconds; null: as long as the setting says.
        "ALTER TABLE rooms ADD COLUMN keep REAL",
        # Deleted rooms, until their last line is removed.
        "CREATE TABLE doomed (room_id INTEGER PRIMARY KEY)",
    ),
    # Sanctions, the audit log, and who ignores whom.
    (
        """CREATE TABLE sanctions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            measure TEXT NOT NULL, made REAL NOT NULL, made_by TEXT NOT NULL,
            principal_id INTEGER, name TEXT NOT NULL, network TEXT NOT NULL,
            room_id INTEGER NOT NULL, room_name TEXT NOT NULL,  -- 0: the server
            until REAL, reason TEXT NOT NULL)""",
        """CREATE TABLE audit (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            ts REAL NOT NULL, actor_id INTEGER, actor TEXT NOT NULL, action TEXT NOT NULL,
            target TEXT NOT NULL, room TEXT NOT NULL, detail TEXT NOT NULL)""",
        "CREATE INDEX audit_ts ON audit (ts)",
        """CREATE TABLE ignores (
            principal_id INTEGER NOT NULL, ignored_id INTEGER NOT NULL,
            PRIMARY KEY (principal_id, ignored_id)) WITHOUT ROWID""",
    ),
    # Bots and webhooks.
    (
        "CREATE TABLE bots (principal_id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL, made REAL NOT NULL)",
        "CREATE INDEX bots_of ON bots (owner_id)",
        """CREATE TABLE webhooks (
            hash BLOB PRIMARY KEY, room_id INTEGER NOT NULL, principal_id INTEGER NOT NULL,
            made_by INTEGER NOT NULL, made REAL NOT NULL, used REAL) WITHOUT ROWID""",
        "CREATE INDEX webhooks_of ON webhooks (room_id)",
    ),
    # Reports.
    (
        """CREATE TABLE reports (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            ts REAL NOT NULL, room_id INTEGER NOT NULL, room_name TEXT NOT NULL, seq INTEGER NOT NULL,
            sender TEXT NOT NULL, text TEXT NOT NULL,
            reporter_id INTEGER NOT NULL, reporter TEXT NOT NULL, reason TEXT NOT NULL,
            UNIQUE (reporter_id, room_id, seq))""",
    ),
    # Shares of caps: the owner of each sanction, audit entry and report.
    (
        "ALTER TABLE sanctions ADD COLUMN made_by_id INTEGER",  # null: the operator, or not known
        "ALTER TABLE sanctions ADD COLUMN own INTEGER NOT NULL DEFAULT 1",
        "UPDATE sanctions SET own = 0 WHERE room_id != 0",
        # Those of deleted rooms could be neither seen nor lifted.
        "DELETE FROM sanctions WHERE room_id != 0 AND room_id NOT IN (SELECT id FROM rooms)",
        "DELETE FROM webhooks WHERE room_id NOT IN (SELECT id FROM rooms)",
        "CREATE INDEX sanctions_in ON sanctions (own, room_id)",
        "CREATE INDEX sanctions_by ON sanctions (made_by_id) WHERE own = 0",
        "ALTER TABLE audit ADD COLUMN own INTEGER NOT NULL DEFAULT 1",
        """UPDATE audit SET own = 0 WHERE room NOT IN ('', '*') AND actor_id NOT IN
            (SELECT id FROM principals WHERE role IN ('moderator', 'admin', 'owner'))""",
        "CREATE INDEX audit_own ON audit (own, id)",
        "CREATE INDEX audit_by ON audit (actor_id, id) WHERE own = 0",
        # A keyed hash of the address: enough for counting, without revealing it.
        "ALTER TABLE reports ADD COLUMN place TEXT NOT NULL DEFAULT ''",
    ),
    # What guests leave behind, and who succeeds them as owners.
    (
        "ALTER TABLE rooms ADD COLUMN place TEXT NOT NULL DEFAULT ''",  # as in reports: where it was made
        "ALTER TABLE members ADD COLUMN since REAL NOT NULL DEFAULT 0",
        # Whether any event in a log is by or about them.
        "ALTER TABLE principals ADD COLUMN trace INTEGER NOT NULL DEFAULT 1",
        """UPDATE principals SET trace = 0 WHERE role = 'guest' AND id NOT IN
            (SELECT actor_id FROM events UNION
            SELECT subject_id FROM events WHERE subject_id IS NOT NULL)""",
        "CREATE INDEX guests_left ON principals (left, id) WHERE role = 'guest'",
        "CREATE INDEX ignores_of ON ignores (ignored_id)",
    ),
    # What names look like, so that no two names look alike; filled by lookalikes.py.
    (
        "ALTER TABLE principals ADD COLUMN look TEXT",
        "ALTER TABLE principals ADD COLUMN folded_look TEXT",
        "CREATE INDEX looks ON principals (look) WHERE role != 'guest'",
        "CREATE INDEX folded_looks ON principals (folded_look) WHERE role != 'guest'",
        "ALTER TABLE rooms ADD COLUMN look TEXT",
        "ALTER TABLE rooms ADD COLUMN folded_look TEXT",
        "CREATE INDEX looks_of_rooms ON rooms (look) WHERE folded IS NOT NULL",
        "CREATE INDEX folded_looks_of_rooms ON rooms (folded_look) WHERE folded IS NOT NULL",
        "INSERT INTO meta VALUES ('looks', '')",
    ),
    # Invitations to groups (by 0: none), and people who left a group and must not be added unasked.
    (
        """CREATE TABLE asked (
            room_id INTEGER NOT NULL, principal_id INTEGER NOT NULL,
            by_id INTEGER NOT NULL, left INTEGER NOT NULL, ts REAL NOT NULL,
            PRIMARY KEY (room_id, principal_id)) WITHOUT ROWID""",
        "CREATE INDEX asked_of ON asked (principal_id)",
        "CREATE INDEX asked_by ON asked (by_id)",
    ),
    # Programs that were run.
    (
        # Made by its RUN event, closed by its RUN_ENDED event.
        """CREATE TABLE runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            room_id INTEGER NOT NULL, seq INTEGER NOT NULL, owner_id INTEGER NOT NULL,
            ended INTEGER NOT NULL DEFAULT 0,
            size INTEGER NOT NULL DEFAULT 0,  -- of the output, in bytes
            output TEXT DEFAULT '',  -- null: not kept any more
            UNIQUE (room_id, seq))""",
        "CREATE INDEX runs_open ON runs (id) WHERE ended = 0",
        "CREATE INDEX runs_kept ON runs (id, size) WHERE size > 0",
        "CREATE INDEX runs_of ON runs (owner_id) WHERE size > 0",
    ),
    # Code documents.
    (
        # Made by its DOCUMENT event; its edits are in the log of a room of its own, `log_id`.
        """CREATE TABLE documents (
            log_id INTEGER PRIMARY KEY,
            parent_id INTEGER NOT NULL, doc TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL, folded TEXT NOT NULL, language TEXT NOT NULL,
            creator_id INTEGER NOT NULL, closed INTEGER NOT NULL DEFAULT 0, made REAL NOT NULL)""",
        "CREATE INDEX documents_in ON documents (parent_id, closed, log_id)",
        # The text at some versions, compressed; version 0 is the first text.
        """CREATE TABLE checkpoints (
            log_id INTEGER NOT NULL, version INTEGER NOT NULL,
            seq INTEGER NOT NULL, text BLOB NOT NULL,
            PRIMARY KEY (log_id, version))""",
    ),
    # Roles in code documents.
    (
        "ALTER TABLE documents ADD COLUMN others TEXT NOT NULL DEFAULT 'editor'",
        "ALTER TABLE documents ADD COLUMN origin TEXT NOT NULL DEFAULT ''",  # as JSON
        # `outside`: it lets a person in who does not see the room.
        """CREATE TABLE grants (
            log_id INTEGER NOT NULL, principal_id INTEGER NOT NULL,
            role TEXT NOT NULL, outside INTEGER NOT NULL,
            PRIMARY KEY (log_id, principal_id)) WITHOUT ROWID""",
        "CREATE INDEX grants_of ON grants (principal_id)",
    ),
    # Reactions, and how many there are of each kind.
    (
        """CREATE TABLE reactions (
            room_id INTEGER NOT NULL, principal_id INTEGER NOT NULL,
            seq INTEGER NOT NULL, emoji TEXT NOT NULL,
            at INTEGER NOT NULL,  -- the seq of its event
            PRIMARY KEY (room_id, principal_id, seq, emoji)) WITHOUT ROWID""",
        "CREATE INDEX reactions_to ON reactions (room_id, seq, at)",
        """CREATE TABLE reaction_counts (
            room_id INTEGER NOT NULL, seq INTEGER NOT NULL, emoji TEXT NOT NULL,
            count INTEGER NOT NULL, first INTEGER NOT NULL,
            PRIMARY KEY (room_id, seq, emoji)) WITHOUT ROWID""",
    ),
    # Mentions, and what people are notified of.
    (
        # A line that addresses everyone in its room mentions the principal 0.
        """CREATE TABLE mentions (
            principal_id INTEGER NOT NULL, room_id INTEGER NOT NULL, seq INTEGER NOT NULL,
            event_id INTEGER NOT NULL,
            PRIMARY KEY (principal_id, room_id, seq)) WITHOUT ROWID""",
        "CREATE INDEX mentions_in ON mentions (room_id, seq)",
        "CREATE INDEX mentions_by_age ON mentions (principal_id, event_id)",
        """CREATE TABLE room_levels (
            principal_id INTEGER NOT NULL, room_id INTEGER NOT NULL, level TEXT NOT NULL,
            PRIMARY KEY (principal_id, room_id)) WITHOUT ROWID""",
        "CREATE INDEX room_levels_in ON room_levels (room_id)",
        # Of a person: what they show of themselves, and what they chose. The value is JSON.
        """CREATE TABLE preferences (
            principal_id INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (principal_id, name)) WITHOUT ROWID""",
    ),
    # What is added to lines after they were written.
    (
        """CREATE TABLE annotations (
            room_id INTEGER NOT NULL, seq INTEGER NOT NULL,
            edited REAL NOT NULL DEFAULT 0, edits INTEGER NOT NULL DEFAULT 0,
            replies INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (room_id, seq)) WITHOUT ROWID""",
        # What was sent with a key and is no longer what the event holds, so that it can be sent again.
        """CREATE TABLE sent_texts (
            room_id INTEGER NOT NULL, line INTEGER NOT NULL, event_id INTEGER NOT NULL,
            digest INTEGER NOT NULL,
            PRIMARY KEY (room_id, line, event_id)) WITHOUT ROWID""",
        # Uninterrupted stretches of events that only add something to another line.
        """CREATE TABLE folded (
            room_id INTEGER NOT NULL, last INTEGER NOT NULL, first INTEGER NOT NULL,
            PRIMARY KEY (room_id, last)) WITHOUT ROWID""",
    ),
    # Lines said later, and reminders.
    (
        """CREATE TABLE scheduled (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            principal_id INTEGER NOT NULL, kind TEXT NOT NULL, due REAL NOT NULL,
            text TEXT NOT NULL, room_id INTEGER NOT NULL, line INTEGER NOT NULL,
            key TEXT, why TEXT NOT NULL DEFAULT '',
            UNIQUE (principal_id, key))""",
        "CREATE INDEX scheduled_due ON scheduled (due) WHERE why = ''",
    ),
    # Links into code documents.
    (
        """CREATE TABLE document_links (
            hash BLOB PRIMARY KEY, log_id INTEGER NOT NULL, role TEXT NOT NULL,
            uses INTEGER NOT NULL,  -- left
            expires REAL NOT NULL, made_by INTEGER NOT NULL) WITHOUT ROWID""",
        "CREATE INDEX document_links_of ON document_links (log_id)",
        "CREATE INDEX document_links_by ON document_links (made_by)",
    ),
    # Topics of messages, and former texts of edited lines.
    (
        "ALTER TABLE rooms ADD COLUMN topics TEXT NOT NULL DEFAULT 'optional'",
        """CREATE TABLE topics (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            room_id INTEGER NOT NULL, folded TEXT NOT NULL, name TEXT NOT NULL,
            lines INTEGER NOT NULL, last INTEGER NOT NULL,  -- how many have it, and the newest one's seq
            UNIQUE (room_id, folded))""",
        "CREATE INDEX topics_by_use ON topics (room_id, last)",
        """CREATE TABLE topic_lines (
            room_id INTEGER NOT NULL, seq INTEGER NOT NULL, topic_id INTEGER NOT NULL,
            PRIMARY KEY (room_id, seq)) WITHOUT ROWID""",
        "CREATE INDEX lines_of_topic ON topic_lines (topic_id, seq)",
        # The edit at `seq` of `line` replaced this text.
        """CREATE TABLE former_texts (
            room_id INTEGER NOT NULL, line INTEGER NOT NULL, seq INTEGER NOT NULL,
            ts REAL NOT NULL, text TEXT NOT NULL,
            PRIMARY KEY (room_id, line, seq)) WITHOUT ROWID""",
    ),
    # Pinned lines, and lines that people marked for themselves.
    (
        "ALTER TABLE reaction_counts ADD COLUMN last INTEGER NOT NULL DEFAULT 0",
        """CREATE TABLE pins (
            room_id INTEGER NOT NULL, seq INTEGER NOT NULL, by_id INTEGER NOT NULL,
            at INTEGER NOT NULL, ts REAL NOT NULL,
            PRIMARY KEY (room_id, seq)) WITHOUT ROWID""",
        """CREATE TABLE bookmarks (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            principal_id INTEGER NOT NULL, room_id INTEGER NOT NULL, seq INTEGER NOT NULL, ts REAL NOT NULL,
            UNIQUE (principal_id, room_id, seq))""",
        "CREATE INDEX bookmarks_in ON bookmarks (room_id, seq)",
    ),
    # Pictures of people, small PNGs.
    ("CREATE TABLE avatars (principal_id INTEGER PRIMARY KEY, picture BLOB NOT NULL)",),
    # Old edits of code documents, composed into steps.
    (
        """CREATE TABLE document_steps (
            log_id INTEGER NOT NULL, last INTEGER NOT NULL, first INTEGER NOT NULL,  -- versions
            changes BLOB NOT NULL,  -- as JSON, compressed
            size INTEGER NOT NULL,  -- of the text after it, in UTF-16 units
            authors TEXT NOT NULL, began REAL NOT NULL, ended REAL NOT NULL,
            PRIMARY KEY (log_id, last)) WITHOUT ROWID""",
    ),
    # Webhooks that take only what is signed.
    ("ALTER TABLE webhooks ADD COLUMN secret TEXT NOT NULL DEFAULT ''",),
    # Polls, and who voted for what.
    (
        # `announced`: its POLL_CLOSED is in the log.
        """CREATE TABLE polls (
            room_id INTEGER NOT NULL, seq INTEGER NOT NULL, owner_id INTEGER NOT NULL,
            many INTEGER NOT NULL, anonymous INTEGER NOT NULL,
            counts TEXT NOT NULL, voters INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 0,
            closed INTEGER NOT NULL DEFAULT 0, announced INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (room_id, seq)) WITHOUT ROWID""",
        """CREATE TABLE votes (
            room_id INTEGER NOT NULL, seq INTEGER NOT NULL, principal_id INTEGER NOT NULL,
            choices TEXT NOT NULL,
            PRIMARY KEY (room_id, seq, principal_id)) WITHOUT ROWID""",
        "CREATE INDEX votes_of ON votes (principal_id)",
    ),
    # Outgoing webhooks.
    (
        """CREATE TABLE outgoing (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            room_id INTEGER NOT NULL, principal_id INTEGER NOT NULL, made_by INTEGER NOT NULL,
            made REAL NOT NULL, url TEXT NOT NULL, words TEXT NOT NULL, token TEXT NOT NULL)""",
        "CREATE INDEX outgoing_of ON outgoing (room_id)",
    ),
    # The public rooms that an account is in again at its next login.
    (
        """CREATE TABLE kept_rooms (
            principal_id INTEGER NOT NULL, room_id INTEGER NOT NULL,
            PRIMARY KEY (principal_id, room_id)) WITHOUT ROWID""",
        "CREATE INDEX kept_rooms_of ON kept_rooms (room_id)",
    ),
    # Invitations for several people, and into rooms.
    (
        "ALTER TABLE invitations ADD COLUMN uses INTEGER NOT NULL DEFAULT 1",  # left
        "ALTER TABLE invitations ADD COLUMN room_id INTEGER",
        "CREATE INDEX invitations_of ON invitations (room_id)",
        "CREATE INDEX invitations_by ON invitations (made_by)",
    ),
    # How many may be in a room, who changes its topic and has set it, and whether lists have the room.
    (
        "ALTER TABLE rooms ADD COLUMN most INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE rooms ADD COLUMN locked INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE rooms ADD COLUMN unlisted INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE rooms ADD COLUMN topic_by INTEGER",
        "ALTER TABLE rooms ADD COLUMN topic_at REAL NOT NULL DEFAULT 0",
    ),
    # Browsers that are notified while they are closed; each as long as its device's token.
    (
        """CREATE TABLE push_subscriptions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            principal_id INTEGER NOT NULL, token BLOB NOT NULL,
            endpoint TEXT NOT NULL UNIQUE, p256dh TEXT NOT NULL, auth TEXT NOT NULL, made REAL NOT NULL)""",
        "CREATE INDEX push_subscriptions_of ON push_subscriptions (principal_id)",
    ),
    # Former names are looked up, and capped, by person.
    ("CREATE INDEX former_names_of ON former_names (principal_id, until)",),
    # How much the server is used, by day, and who and which rooms were counted of the last two days.
    (
        """CREATE TABLE usage (
            day INTEGER NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL,
            PRIMARY KEY (day, name)) WITHOUT ROWID""",
        """CREATE TABLE usage_seen (
            day INTEGER NOT NULL, name TEXT NOT NULL, id INTEGER NOT NULL,
            PRIMARY KEY (day, name, id)) WITHOUT ROWID""",
        "INSERT INTO meta VALUES ('counted_upto', 0)",
    ),
    # Keys and values that a room shows to programs.
    (
        """CREATE TABLE room_metadata (
            room_id INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, principal_id INTEGER NOT NULL,
            PRIMARY KEY (room_id, key)) WITHOUT ROWID""",
        "CREATE INDEX room_metadata_of ON room_metadata (principal_id)",
    ),
    # Client certificates that log in to an account, and the devices that came by each.
    (
        """CREATE TABLE certificates (
            principal_id INTEGER NOT NULL, fingerprint BLOB NOT NULL,
            label TEXT NOT NULL, made REAL NOT NULL, used REAL,
            PRIMARY KEY (principal_id, fingerprint)) WITHOUT ROWID""",
        "CREATE INDEX certificates_by ON certificates (fingerprint)",
        "ALTER TABLE tokens ADD COLUMN certificate BLOB",
    ),
    # IRC clients are pushed messages of IRC.
    ("ALTER TABLE push_subscriptions ADD COLUMN form TEXT NOT NULL DEFAULT ''",),
    # What logins by SCRAM need of an account's password, where they are offered.
    (
        """CREATE TABLE verifiers (
            principal_id INTEGER PRIMARY KEY, salt BLOB NOT NULL, iterations INTEGER NOT NULL,
            stored_key BLOB NOT NULL, server_key BLOB NOT NULL)""",
    ),
    # Who has a picture of their own, and since when: 1 for those from before.
    ("INSERT INTO preferences SELECT principal_id, 'picture', '1.0' FROM avatars",),
)

VERSION = len(STEPS)
