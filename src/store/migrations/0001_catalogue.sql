-- A document with an identity, as people see it: what is known of its newest edition.
CREATE TABLE reports (
    id        TEXT NOT NULL PRIMARY KEY,
    title     TEXT NOT NULL,
    publisher TEXT,
    date      TEXT,
    url       TEXT,
    file      TEXT NOT NULL,
    -- Where it was ingested from: the same source with other bytes is a new edition.
    source    TEXT NOT NULL UNIQUE,
    -- The guild that it belongs to; absent for everybody.
    scope     TEXT
) STRICT;

-- One exact file of a report. Numbers are never used again: the index knows editions by them.
CREATE TABLE editions (
    number     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    report     TEXT NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    sha256     BLOB NOT NULL CHECK (length(sha256) = 32),
    -- Which report of the file, counted from 0: a file of ready passages may hold several.
    part       INTEGER NOT NULL,
    extractor  TEXT NOT NULL,
    version    INTEGER NOT NULL,
    language   TEXT NOT NULL,
    pages      INTEGER NOT NULL,
    passages   INTEGER NOT NULL,
    -- pending: being written; ready: searched; superseded: kept for old receipts.
    state      TEXT NOT NULL CHECK (state IN ('pending', 'ready', 'superseded')),
    -- Whether passages of it may lie in the index.
    indexed    INTEGER NOT NULL DEFAULT 1,
    added_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;

CREATE INDEX editions_by_report ON editions (report);
CREATE INDEX editions_by_sha256 ON editions (sha256);
CREATE UNIQUE INDEX one_ready_edition ON editions (report) WHERE state = 'ready';

-- Counts every change of what is searched. The index's last commit carries the same number.
CREATE TABLE generation (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    number   INTEGER NOT NULL
) STRICT;
INSERT INTO generation (only_row, number) VALUES (1, 0);
