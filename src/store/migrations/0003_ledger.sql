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
