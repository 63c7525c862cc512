-- What the managers of a guild decided. A guild without a row has the defaults. Ids are Discord's snowflakes.
CREATE TABLE settings (
    guild             INTEGER NOT NULL PRIMARY KEY,
    -- Whether reports that are for everybody are searched there.
    public_reports    INTEGER NOT NULL CHECK (public_reports IN (0, 1)),
    -- In channels: those of answer_channels.
    public_answers    TEXT NOT NULL CHECK (public_answers IN ('nowhere', 'channels', 'everywhere')),
    publishers        TEXT NOT NULL CHECK (publishers IN ('moderators', 'everyone', 'managers')),
    moderator_role    INTEGER,
    person_per_minute INTEGER,
    guild_per_minute  INTEGER
) STRICT;

-- Channels in which answers are public.
CREATE TABLE answer_channels (
    guild   INTEGER NOT NULL REFERENCES settings (guild) ON DELETE CASCADE,
    channel INTEGER NOT NULL,
    PRIMARY KEY (guild, channel)
) STRICT, WITHOUT ROWID;

-- Reports that a guild does not search, by their ids. An id may be of a report that is gone: if it comes again, it stays
-- hidden.
CREATE TABLE hidden_reports (
    guild  INTEGER NOT NULL REFERENCES settings (guild) ON DELETE CASCADE,
    report TEXT NOT NULL,
    PRIMARY KEY (guild, report)
) STRICT, WITHOUT ROWID;

-- Questions that people of a guild reported as not answered by any report. The words, folded, tell them apart.
CREATE TABLE missing (
    guild    INTEGER NOT NULL,
    words    TEXT NOT NULL,
    question TEXT NOT NULL,
    times    INTEGER NOT NULL,
    -- Unix seconds.
    first    INTEGER NOT NULL,
    last     INTEGER NOT NULL,
    PRIMARY KEY (guild, words)
) STRICT;

-- Files that were handed in on Discord and that no manager has approved yet: in no report, and not in the index.
CREATE TABLE quarantine (
    number   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    guild    INTEGER NOT NULL,
    -- Who handed it in.
    person   INTEGER NOT NULL,
    -- Unix seconds.
    at       INTEGER NOT NULL,
    sha256   BLOB NOT NULL CHECK (length(sha256) = 32),
    -- The file's own name, as shown.
    file     TEXT NOT NULL,
    -- The report that it is a new edition of, if any.
    replaces TEXT,
    -- JSON: what was stated about the report, and what its preview shows.
    stated   TEXT NOT NULL,
    preview  TEXT NOT NULL,
    UNIQUE (guild, sha256)
) STRICT;
