-- The record itself. Bytes are hashed as they stand and never written again.
CREATE TABLE ledger (
    seq    INTEGER PRIMARY KEY,
    bytes  BLOB NOT NULL,
    -- The entry before this one about the same purchase.
    before INTEGER
) STRICT;

-- Offers that were refused, so that they are listed without reading the whole ledger.
CREATE INDEX ledger_refused ON ledger (seq)
WHERE instr(bytes, CAST('"quote.refused"' AS BLOB)) > 0;

CREATE TABLE checkpoint (
    size      INTEGER PRIMARY KEY,
    root      BLOB NOT NULL CHECK (length(root) = 32),
    at        INTEGER NOT NULL,
    -- Absent when it was written without the ledger key: only facts that tighten can be.
    signature BLOB CHECK (signature IS NULL OR length(signature) = 64)
) STRICT;

CREATE TABLE tile (
    level  INTEGER NOT NULL,
    idx    INTEGER NOT NULL,
    hashes BLOB NOT NULL CHECK (length(hashes) = 8192),
    -- The root over the hashes, so that the right edge is read without the tiles.
    root   BLOB NOT NULL CHECK (length(root) = 32),
    PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER ledger_is_append_only_update BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'ledger entries are never changed'); END;
CREATE TRIGGER ledger_is_append_only_delete BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'ledger entries are never deleted'); END;
CREATE TRIGGER tile_is_append_only_update BEFORE UPDATE ON tile
BEGIN SELECT RAISE(ABORT, 'tiles are never changed'); END;
CREATE TRIGGER tile_is_append_only_delete BEFORE DELETE ON tile
BEGIN SELECT RAISE(ABORT, 'tiles are never deleted'); END;

-- Which entries concern agents, mandates and the pause; their state is the replay of these.
CREATE TABLE registry (seq INTEGER PRIMARY KEY REFERENCES ledger (seq)) STRICT;

-- Small numbers for long ids.
CREATE TABLE agent (
    n      INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE,
    -- The last purchase it asked for.
    last_n INTEGER
) STRICT;
CREATE TABLE mandate (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE merchant (
    n          INTEGER PRIMARY KEY,
    identity   TEXT NOT NULL UNIQUE,
    -- How many purchases from it were authorized.
    authorized INTEGER NOT NULL DEFAULT 0,
    -- The last purchase that was asked for there, and the first authorized one, whose entry has the
    -- merchant's name.
    last_n     INTEGER,
    named_n    INTEGER
) STRICT;

CREATE TABLE purchase (
    n                  INTEGER PRIMARY KEY,
    id                 BLOB NOT NULL UNIQUE,
    agent              INTEGER NOT NULL REFERENCES agent (n),
    merchant           INTEGER NOT NULL REFERENCES merchant (n),
    rail               TEXT NOT NULL,
    revision           INTEGER NOT NULL,
    status             TEXT NOT NULL,
    currency           TEXT NOT NULL,
    amount             INTEGER NOT NULL CHECK (amount > 0),
    held               INTEGER NOT NULL CHECK (held BETWEEN 0 AND amount),
    captured           INTEGER NOT NULL CHECK (captured BETWEEN 0 AND amount),
    refunded           INTEGER NOT NULL CHECK (refunded BETWEEN 0 AND captured),
    -- By how much which windows of the budget were raised for it, as JSON; absent: not at all.
    raised             TEXT,
    decided_by         TEXT,
    mandate            INTEGER REFERENCES mandate (n),
    mandate_version    INTEGER,
    -- Days and hours since 1970.
    charge_day         INTEGER,
    requested_at       INTEGER NOT NULL,
    expires_at         INTEGER NOT NULL,
    authorization_ends INTEGER,
    due_at             INTEGER,
    -- The first 64 bits of the hash of agent and idempotency key; the entry has all of it.
    key_hash           INTEGER NOT NULL,
    first_seq          INTEGER NOT NULL,
    asked_seq          INTEGER NOT NULL,
    authorized_seq     INTEGER,
    last_seq           INTEGER NOT NULL,
    charge_hour        INTEGER,
    -- By what it is counted in another currency, as JSON; absent in the same.
    charge_rate        TEXT,
    -- The limit over all budgets that it counts in as well.
    overall            INTEGER REFERENCES mandate (n),
    overall_version    INTEGER,
    overall_day        INTEGER,
    overall_hour       INTEGER,
    overall_rate       TEXT,
    overall_raised     TEXT,
    -- The purchase before at the merchant of its first revision, and by its agent: the way back
    -- through a history without an index over all purchases.
    merchant_before    INTEGER,
    agent_before       INTEGER,
    -- The refused purchase that it tries again.
    again_of           BLOB
) STRICT;

-- Keys are looked up region by region, newest first, so that inserts stay in a few warm pages.
CREATE INDEX purchase_key ON purchase (n >> 14, key_hash);
CREATE INDEX purchase_due ON purchase (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX purchase_again ON purchase (again_of) WHERE again_of IS NOT NULL;
-- What counts in no budget is rare, and listed with the budgets that would count it.
CREATE INDEX purchase_uncounted ON purchase (n) WHERE mandate IS NULL AND held + captured > 0;
CREATE INDEX purchase_open ON purchase (n) WHERE status IN ('pending', 'approved');

-- What mandates carry, by hour, day and month and in all, and by how much the owner raised which
-- period of a limit.
CREATE TABLE balance (
    mandate INTEGER NOT NULL REFERENCES mandate (n),
    span    TEXT NOT NULL,
    -- Hours or days since 1970.
    start   INTEGER NOT NULL,
    held    INTEGER NOT NULL CHECK (held >= 0),
    spent   INTEGER NOT NULL CHECK (spent >= 0),
    raised  INTEGER NOT NULL CHECK (raised >= 0),
    count   INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (mandate, span, start)
) STRICT, WITHOUT ROWID;

-- Purchases that repeat, as the owner agreed to them.
CREATE TABLE subscription (
    merchant     INTEGER NOT NULL REFERENCES merchant (n),
    currency     TEXT NOT NULL,
    plan         TEXT NOT NULL,
    first        BLOB NOT NULL CHECK (length(first) = 16),
    last         BLOB NOT NULL CHECK (length(last) = 16),
    agent        INTEGER NOT NULL REFERENCES agent (n),
    "interval"   TEXT NOT NULL,
    -- What was agreed to, and what was paid last.
    amount       INTEGER NOT NULL CHECK (amount > 0),
    paid         INTEGER NOT NULL CHECK (paid > 0),
    anchor       TEXT NOT NULL,
    next         TEXT NOT NULL,
    -- How many more there are; absent: until it is cancelled.
    "left"       INTEGER CHECK ("left" >= 0),
    trial_ends   TEXT,
    cancelled_at INTEGER,
    PRIMARY KEY (merchant, currency, plan)
) STRICT, WITHOUT ROWID;

-- What was asked on a rail, as received. The entry with the terms of that revision has its hash.
CREATE TABLE quote (
    purchase INTEGER NOT NULL REFERENCES purchase (n),
    revision INTEGER NOT NULL,
    bytes    BLOB NOT NULL,
    PRIMARY KEY (purchase, revision)
) STRICT, WITHOUT ROWID;

-- Purchases by what the other side calls them: a checkout, an order, a mandate that a receipt names.
CREATE TABLE reference (
    hash     BLOB PRIMARY KEY CHECK (length(hash) = 32),
    purchase BLOB NOT NULL CHECK (length(purchase) = 16)
) STRICT, WITHOUT ROWID;

-- Purchases that were closed under a task.
CREATE TABLE task_use (
    task     BLOB NOT NULL CHECK (length(task) = 16),
    purchase BLOB NOT NULL CHECK (length(purchase) = 16),
    PRIMARY KEY (task, purchase)
) STRICT, WITHOUT ROWID;

-- What sellers answered to payments, as received. Entries have the hashes.
CREATE TABLE response (
    purchase INTEGER NOT NULL REFERENCES purchase (n),
    hash     BLOB NOT NULL CHECK (length(hash) = 32),
    bytes    BLOB NOT NULL,
    PRIMARY KEY (purchase, hash)
) STRICT, WITHOUT ROWID;

-- What calls brought that were made for agents. Given out again for a while; no entry needs it.
CREATE TABLE fetched (
    purchase INTEGER PRIMARY KEY REFERENCES purchase (n),
    bytes    BLOB NOT NULL
) STRICT;

-- What was put before the owner's eyes. Decisions in the ledger carry its hash.
CREATE TABLE view (
    purchase     INTEGER NOT NULL REFERENCES purchase (n),
    revision     INTEGER NOT NULL,
    hash         BLOB NOT NULL CHECK (length(hash) = 32),
    bytes        BLOB NOT NULL,
    served_at    INTEGER NOT NULL,
    presented_at INTEGER,
    PRIMARY KEY (purchase, hash)
) STRICT, WITHOUT ROWID;

-- Hashes are searched by how they begin.
CREATE INDEX view_hash ON view (hash);
CREATE INDEX response_hash ON response (hash);

-- Statements of banks and cards. The ledger has the hash of all that is kept of one, so it can be
-- erased.
CREATE TABLE statement (
    id   BLOB PRIMARY KEY CHECK (length(id) = 16),
    -- The hash of the file, so that none is read in twice.
    file BLOB NOT NULL UNIQUE CHECK (length(file) = 32),
    -- The entry that says it was read in.
    seq  INTEGER NOT NULL,
    -- Absent: erased, with its lines.
    head BLOB
) STRICT, WITHOUT ROWID;
CREATE TABLE statement_line (
    statement BLOB NOT NULL CHECK (length(statement) = 16),
    line      INTEGER NOT NULL CHECK (line >= 0),
    bytes     BLOB NOT NULL,
    PRIMARY KEY (statement, line)
) STRICT, WITHOUT ROWID;
-- The owner's last word on a line.
CREATE TABLE statement_ruling (
    statement  BLOB NOT NULL CHECK (length(statement) = 16),
    line       INTEGER NOT NULL CHECK (line >= 0),
    verdict    TEXT NOT NULL,
    -- The entry about the money that the line is, or is not.
    settlement INTEGER,
    PRIMARY KEY (statement, line)
) STRICT, WITHOUT ROWID;

-- The owner's own words. The entry has a hash of salt and text, so these can be erased without
-- breaking it, and not be guessed afterwards.
CREATE TABLE words (
    seq      INTEGER PRIMARY KEY REFERENCES ledger (seq),
    purchase INTEGER NOT NULL REFERENCES purchase (n),
    kind     TEXT NOT NULL CHECK (kind IN ('rejection', 'note', 'tag')),
    salt     TEXT NOT NULL CHECK (length(salt) = 32),
    text     TEXT NOT NULL,
    -- Whether it holds still: the last note, a tag that was not taken away.
    stands   INTEGER NOT NULL CHECK (stands IN (0, 1)),
    -- As search compares it.
    folded   TEXT NOT NULL
) STRICT;
CREATE INDEX words_of ON words (purchase);
CREATE INDEX words_standing ON words (kind, folded) WHERE stands = 1;

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Three-letter sequences of folded text, so that parts of words are found.
CREATE VIRTUAL TABLE search USING fts5 (
    merchant, items, category, reason, card, other, facets, content = '', contentless_delete = 1, tokenize = 'trigram', detail = 'full'
);
-- The few numbers of purchases that searches compare and sum: a column after the other, each in
-- blocks of many purchases. They follow from the rows, and only the search reads them.
CREATE TABLE cells (place INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
-- Every entry below this position is in the text index and in these.
INSERT INTO setting (name, value) VALUES ('search.mark', '0');

-- What blocks of purchases come to by day, for charts. Counted when the writer is idle, from the rows
-- and entries; nothing else follows from it.
CREATE TABLE tally (
    block     INTEGER PRIMARY KEY,
    -- The time zone of its days, which are counted since 1970.
    zone      TEXT NOT NULL,
    first_day INTEGER NOT NULL,
    last_day  INTEGER NOT NULL,
    bytes     BLOB NOT NULL,
    -- Over all of it.
    hash      BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
-- Every entry below this position is in the kept blocks.
INSERT INTO setting (name, value) VALUES ('tally.mark', '0');
