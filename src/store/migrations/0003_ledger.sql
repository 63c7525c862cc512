-- What moderators of a guild decided and did, in order. Rows are only ever added; the triggers keep it so.
CREATE TABLE ledger (
    guild  INTEGER NOT NULL,
    -- From 1, without gaps.
    number INTEGER NOT NULL,
    -- Canonical JSON (RFC 8785).
    body   TEXT NOT NULL,
    -- SHA-256 of the body.
    hash   BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (guild, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER ledger_is_not_changed BEFORE UPDATE ON ledger
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_is_not_replaced BEFORE INSERT ON ledger
WHEN EXISTS (SELECT 1 FROM ledger WHERE guild = NEW.guild AND number = NEW.number)
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_is_not_cut BEFORE DELETE ON ledger
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

-- What entries say of people, and wordings: JSON, per field its value and the salt of its commitment. May be erased.
CREATE TABLE ledger_private (
    guild  INTEGER NOT NULL,
    number INTEGER NOT NULL,
    fields TEXT NOT NULL,
    PRIMARY KEY (guild, number),
    FOREIGN KEY (guild, number) REFERENCES ledger (guild, number)
) STRICT, WITHOUT ROWID;

-- Derived from the ledger, and rebuilt from it: where each check stands now. Only `shown` is known here alone.
CREATE TABLE checks (
    guild          INTEGER NOT NULL,
    -- Of the entry that opened it.
    number         INTEGER NOT NULL,
    -- Of its latest entry, and when that was made, as RFC 3339 writes it.
    last           INTEGER NOT NULL,
    at             TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('kept', 'intended', 'published', 'not_published', 'withdrawn')),
    judgment       TEXT NOT NULL,
    -- As it was worded last; NULL where it was erased.
    claim          TEXT,
    -- When it was corrected last.
    corrected      TEXT,
    source_edited  INTEGER NOT NULL CHECK (source_edited IN (0, 1)),
    source_deleted INTEGER NOT NULL CHECK (source_deleted IN (0, 1)),
    -- Of what was judged; NULL where there was none or it was erased.
    channel        INTEGER,
    message        INTEGER,
    -- Of the post.
    post_channel   INTEGER,
    post_message   INTEGER,
    -- Of an intent of which nobody knows yet whether it was posted.
    nonce          TEXT,
    -- The number of the last entry that the post shows; 0 where there is no post.
    shown          INTEGER NOT NULL,
    PRIMARY KEY (guild, number)
) STRICT, WITHOUT ROWID;

-- Asked at every edit and deletion of a message.
CREATE INDEX checks_of_source ON checks (message, channel) WHERE message IS NOT NULL;
CREATE INDEX checks_in ON checks (guild, channel) WHERE channel IS NOT NULL;
CREATE INDEX checks_unconfirmed ON checks (guild, number) WHERE state = 'intended';
CREATE INDEX checks_unshown ON checks (guild, number) WHERE post_message IS NOT NULL AND shown < last;

-- Derived from the ledger: which entries belong to which check.
CREATE TABLE check_entries (
    guild     INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    opened_by INTEGER NOT NULL,
    PRIMARY KEY (guild, opened_by, number)
) STRICT, WITHOUT ROWID;
