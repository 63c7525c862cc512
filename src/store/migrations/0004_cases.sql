-- Texts that people handed in to be checked, with what was found, so that buttons below the evidence need no search and
-- moderators find them again. Forgotten after a while; who handed one in is not kept. Ids are Discord's snowflakes.
CREATE TABLE cases (
    -- Random, so that no id of a button can be guessed.
    id      INTEGER NOT NULL PRIMARY KEY,
    guild   INTEGER,
    channel INTEGER NOT NULL,
    -- The message that was checked; NULL where the text was typed.
    message INTEGER,
    author  INTEGER,
    -- 24 bits by which the buttons know who handed it in.
    asker   INTEGER NOT NULL,
    -- Unix seconds.
    at      INTEGER NOT NULL,
    -- JSON: claims with receipts, and verdicts that are being written.
    claims  TEXT NOT NULL
) STRICT;

CREATE INDEX cases_of_a_channel ON cases (guild, channel);
CREATE INDEX cases_of_a_message ON cases (channel, message);
CREATE INDEX cases_by_age ON cases (at);
