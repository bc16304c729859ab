#include "store_sqlite/schema.hpp"

#include <array>
#include <string>

#include <fmt/format.h>

namespace ohmstead {
namespace {

// Numbered from 1. A step that was released is never edited; a change is a new step.
constexpr std::array kSteps{
    R"sql(
CREATE TABLE home (
    no           INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    time_zone    TEXT NOT NULL,
    currency     TEXT NOT NULL,
    country      TEXT NOT NULL,
    fuse_phases  INTEGER,
    fuse_amps    INTEGER,
    setup        TEXT NOT NULL,
    created_at   INTEGER NOT NULL
) STRICT;

CREATE TABLE member (
    home_no  INTEGER NOT NULL REFERENCES home (no) ON DELETE CASCADE,
    user     TEXT NOT NULL,
    role     TEXT NOT NULL,
    PRIMARY KEY (user, home_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_of_home ON member (home_no);

CREATE TABLE connection (
    home_no          INTEGER PRIMARY KEY REFERENCES home (no) ON DELETE CASCADE,
    url              TEXT NOT NULL,
    sealed_token     TEXT NOT NULL,
    tls_fingerprint  TEXT NOT NULL
) STRICT;

-- A channel's number is part of the key of its chunks and blocks, so it is never used again, and a
-- channel taken out of its home's set stays here with present = 0.
CREATE TABLE channel (
    no                  INTEGER PRIMARY KEY AUTOINCREMENT,
    home_no             INTEGER NOT NULL REFERENCES home (no) ON DELETE CASCADE,
    id                  TEXT NOT NULL,
    present             INTEGER NOT NULL,
    position            INTEGER NOT NULL,
    name                TEXT NOT NULL,
    role                TEXT NOT NULL,
    kind                TEXT NOT NULL,
    included_in         TEXT,
    register_name       TEXT NOT NULL,
    phase               TEXT NOT NULL,
    area                TEXT NOT NULL,
    device_entity       TEXT NOT NULL,
    "order"             INTEGER NOT NULL,
    adds_to_ac_balance  INTEGER NOT NULL,
    adds_to_production  INTEGER NOT NULL,
    UNIQUE (home_no, id)
) STRICT;

CREATE TABLE binding (
    channel_no     INTEGER NOT NULL REFERENCES channel (no) ON DELETE CASCADE,
    position       INTEGER NOT NULL,
    id             TEXT NOT NULL,
    source_type    TEXT NOT NULL,
    source_id      TEXT NOT NULL,
    measure        TEXT NOT NULL,
    sign           TEXT NOT NULL,
    invert         INTEGER NOT NULL,
    valid_from     INTEGER NOT NULL,
    valid_to       INTEGER,
    initial_value  INTEGER,
    final_value    INTEGER,
    PRIMARY KEY (channel_no, position)
) STRICT, WITHOUT ROWID;

-- New readings, one packed row per commit, until the chunks hold them.
CREATE TABLE journal (
    seq   INTEGER PRIMARY KEY,
    data  BLOB NOT NULL
) STRICT;

-- Readings of one series and hour: key = (channel number * 4 + measure) * 2^24 + hour.
CREATE TABLE chunk (
    key   INTEGER PRIMARY KEY,
    data  BLOB NOT NULL
) STRICT;

-- Slots of one channel and UTC day. The day before the channel: a view of a home reads neighbours,
-- and a closing slot changes few pages.
CREATE TABLE block (
    home_no     INTEGER NOT NULL,
    day         INTEGER NOT NULL,
    channel_no  INTEGER NOT NULL,
    data        BLOB NOT NULL,
    PRIMARY KEY (home_no, day, channel_no)
) STRICT, WITHOUT ROWID;

-- Packed bytes that failed their checksum, moved out of the way.
CREATE TABLE damaged (
    id        INTEGER PRIMARY KEY,
    found_at  TEXT NOT NULL DEFAULT (datetime('now')),
    what      TEXT NOT NULL,
    key       INTEGER NOT NULL,
    data      BLOB NOT NULL
) STRICT;

-- Homes and channels whose readings and blocks are still being erased.
CREATE TABLE erasure (
    home_no     INTEGER NOT NULL,
    channel_no  INTEGER NOT NULL,
    PRIMARY KEY (home_no, channel_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE counter (
    name   TEXT PRIMARY KEY,
    value  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE user (
    id             TEXT PRIMARY KEY,
    email          TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name           TEXT NOT NULL,
    password_hash  TEXT NOT NULL,
    server_role    TEXT NOT NULL,
    auth_version   INTEGER NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    secret_hash   TEXT PRIMARY KEY,
    user          TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    last_seen_at  INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_user ON session (user);

CREATE TABLE api_key (
    id            TEXT PRIMARY KEY,
    secret_hash   TEXT NOT NULL,
    home          TEXT NOT NULL,
    name          TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    last_used_at  INTEGER
) STRICT, WITHOUT ROWID;
)sql",
    R"sql(
-- How far a home's days are derived from its slots, and who derives it. Slots are counted from
-- 1970-01-01T00:00Z.
CREATE TABLE derived (
    home_no      INTEGER PRIMARY KEY REFERENCES home (no) ON DELETE CASCADE,
    first        INTEGER,
    derived_to   INTEGER,
    dirty_from   INTEGER NOT NULL,
    dirty_to     INTEGER NOT NULL,
    time_zone    TEXT NOT NULL,
    tz_version   TEXT NOT NULL,
    channels     INTEGER NOT NULL,
    revision     INTEGER NOT NULL,
    holder       TEXT NOT NULL,
    lease_until  INTEGER NOT NULL
) STRICT;

INSERT INTO derived (home_no, first, dirty_from, dirty_to, time_zone, tz_version, channels,
                     revision, holder, lease_until)
SELECT no, (SELECT MIN(day) * 96 FROM block WHERE home_no = no), 0, 0, '', '', 0, 1, '', 0
FROM home WHERE EXISTS (SELECT * FROM block WHERE home_no = no);

-- Sums of one home and local date.
CREATE TABLE day (
    home_no  INTEGER NOT NULL,
    date     INTEGER NOT NULL,
    data     BLOB NOT NULL,
    PRIMARY KEY (home_no, date)
) STRICT, WITHOUT ROWID;
)sql",
    R"sql(
-- Live values that an engine elsewhere sent. `data` is JSON; the revision is beside it to compare.
CREATE TABLE live_snapshot (
    home_no   INTEGER PRIMARY KEY REFERENCES home (no) ON DELETE CASCADE,
    epoch     INTEGER NOT NULL,
    sequence  INTEGER NOT NULL,
    data      TEXT NOT NULL
) STRICT;

-- Until when somebody looks at a home's live values.
CREATE TABLE live_watch (
    home_no  INTEGER PRIMARY KEY REFERENCES home (no) ON DELETE CASCADE,
    until    INTEGER NOT NULL
) STRICT;

-- What the engine of a home is to do.
CREATE TABLE command (
    home_no     INTEGER NOT NULL REFERENCES home (no) ON DELETE CASCADE,
    id          TEXT NOT NULL,
    kind        TEXT NOT NULL,
    body        TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    state       TEXT NOT NULL,
    detail      TEXT NOT NULL,
    result      TEXT NOT NULL,
    PRIMARY KEY (home_no, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX command_waiting ON command (home_no, created_at) WHERE state IN ('open', 'sent');
)sql",
    R"sql(
-- Whose rights have ended in the last minutes, for those who remember them.
CREATE TABLE revocation (
    at       INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    PRIMARY KEY (at, kind, subject)
) STRICT, WITHOUT ROWID;
)sql",
    R"sql(
-- Blocks and chunks that have changed since an agent's server took them. `change` grows while a row
-- is here, so that what changes on its way stays. Triggers that only an agent's store has fill
-- them.
CREATE TABLE unsent_block (
    home_no     INTEGER NOT NULL,
    day         INTEGER NOT NULL,
    channel_no  INTEGER NOT NULL,
    change      INTEGER NOT NULL,
    PRIMARY KEY (day, channel_no, home_no)
) STRICT, WITHOUT ROWID;
CREATE TABLE unsent_chunk (
    hour    INTEGER NOT NULL,
    series  INTEGER NOT NULL,
    change  INTEGER NOT NULL,
    PRIMARY KEY (hour, series)
) STRICT, WITHOUT ROWID;

-- Where an agent stands with its server: JSON, sealed.
CREATE TABLE agent_state (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    data  BLOB NOT NULL
) STRICT;

-- What an agent was told to do. Without an outcome it is being done.
CREATE TABLE agent_command (
    id          TEXT PRIMARY KEY,
    expires_at  INTEGER NOT NULL,
    outcome     TEXT,
    detail      TEXT NOT NULL,
    result      TEXT NOT NULL,
    settled     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql",
    R"sql(
-- How far the past of a channel's sources is imported, and what Home Assistant says it amounts to:
-- JSON.
CREATE TABLE past (
    home_no     INTEGER NOT NULL REFERENCES home (no) ON DELETE CASCADE,
    channel_no  INTEGER NOT NULL,
    source      TEXT NOT NULL,
    done        INTEGER NOT NULL,
    data        TEXT NOT NULL,
    PRIMARY KEY (home_no, channel_no, source)
) STRICT, WITHOUT ROWID;

-- From which hour on an agent's chunks go up.
CREATE TABLE agent_readings (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    first_hour  INTEGER NOT NULL
) STRICT;
)sql",
    R"sql(
-- What people asked for in a home.
CREATE TABLE audit (
    home_no       INTEGER NOT NULL REFERENCES home (no) ON DELETE CASCADE,
    at            INTEGER NOT NULL,
    id            TEXT NOT NULL,
    user          TEXT NOT NULL,
    user_name     TEXT NOT NULL,
    action        TEXT NOT NULL,
    subject       TEXT NOT NULL,
    subject_name  TEXT NOT NULL,
    PRIMARY KEY (home_no, at, id)
) STRICT, WITHOUT ROWID;
)sql",
    R"sql(
-- What people say that channels amounted to, over what their sources gave. Slots are counted from
-- 1970-01-01T00:00Z.
CREATE TABLE overlay (
    home_no      INTEGER NOT NULL REFERENCES home (no) ON DELETE CASCADE,
    id           TEXT NOT NULL,
    channel      TEXT NOT NULL,
    first        INTEGER NOT NULL,
    past_last    INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    amount       INTEGER NOT NULL,
    shape        BLOB NOT NULL,
    reason       TEXT NOT NULL,
    made_by      TEXT NOT NULL,
    made_name    TEXT NOT NULL,
    made_at      INTEGER NOT NULL,
    undone_by    TEXT,
    undone_name  TEXT,
    undone_at    INTEGER,
    PRIMARY KEY (home_no, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX overlay_in_force ON overlay (home_no, past_last) WHERE undone_at IS NULL;
)sql",
    R"sql(
-- What people want to remember about dates of a home, yyyy-mm-dd.
CREATE TABLE note (
    home_no    INTEGER NOT NULL REFERENCES home (no) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    first      TEXT NOT NULL,
    last       TEXT NOT NULL,
    text       TEXT NOT NULL,
    user       TEXT NOT NULL,
    user_name  TEXT NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (home_no, id)
) STRICT, WITHOUT ROWID;

-- What a cubic metre of a home's gas holds from a date on, yyyy-mm-dd.
CREATE TABLE calorific_value (
    home_no     INTEGER NOT NULL REFERENCES home (no) ON DELETE CASCADE,
    valid_from  TEXT NOT NULL,
    mwh_per_m3  INTEGER NOT NULL,
    PRIMARY KEY (home_no, valid_from)
) STRICT, WITHOUT ROWID;
)sql",
    R"sql(
-- Secrets that are good once, as hashes. `subject` is the id of a user or home.
CREATE TABLE one_time_secret (
    secret_hash  TEXT PRIMARY KEY,
    kind         TEXT NOT NULL,
    subject      TEXT NOT NULL,
    detail       TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX one_time_secret_of_subject ON one_time_secret (kind, subject);

-- The second step of people's sign-in: what makes the codes, sealed, and the last step whose code
-- was used, so that none is used twice.
CREATE TABLE second_factor (
    user           TEXT PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE,
    sealed_secret  TEXT NOT NULL,
    confirmed      INTEGER NOT NULL,
    last_step      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE recovery_code (
    user       TEXT NOT NULL REFERENCES second_factor (user) ON DELETE CASCADE,
    code_hash  TEXT NOT NULL,
    PRIMARY KEY (user, code_hash)
) STRICT, WITHOUT ROWID;

-- What the browser calls itself.
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';

-- Keys that people make for themselves have an owner; without a home they are for all the homes
-- of the owner.
ALTER TABLE api_key ADD COLUMN kind TEXT NOT NULL DEFAULT 'ingest';
ALTER TABLE api_key ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE api_key ADD COLUMN expires_at INTEGER;
CREATE INDEX api_key_of_owner ON api_key (owner);
)sql",
    R"sql(
-- What people decided about levels that the counter of a channel went to, and what its source can
-- give at most, in mW.
CREATE TABLE level_decision (
    channel_no  INTEGER NOT NULL REFERENCES channel (no) ON DELETE CASCADE,
    at          INTEGER NOT NULL,
    verdict     TEXT NOT NULL,
    PRIMARY KEY (channel_no, at)
) STRICT, WITHOUT ROWID;
ALTER TABLE channel ADD COLUMN peak_power INTEGER;
)sql",
    R"sql(
-- People of directories. Their row of `user` has their own id in place of an e-mail address, which
-- is unique there.
CREATE TABLE directory_user (
    user           TEXT PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE,
    issuer         TEXT NOT NULL,
    subject        TEXT NOT NULL,
    email          TEXT NOT NULL,
    home_role_cap  TEXT NOT NULL,
    login_hint     TEXT NOT NULL,
    UNIQUE (issuer, subject)
) STRICT, WITHOUT ROWID;
ALTER TABLE user ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0;

-- Sign-ins through directories that browsers have begun, as hashes.
CREATE TABLE pending_sign_in (
    browser_hash  TEXT NOT NULL,
    state_hash    TEXT NOT NULL,
    provider      TEXT NOT NULL,
    return_to     TEXT NOT NULL,
    expires_at    INTEGER NOT NULL,
    PRIMARY KEY (browser_hash, state_hash)
) STRICT, WITHOUT ROWID;
)sql",
    R"sql(
-- Who runs the server and looked into a home, until when and why.
CREATE TABLE visit (
    home_no    INTEGER NOT NULL REFERENCES home (no) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    user       TEXT NOT NULL,
    user_name  TEXT NOT NULL,
    reason     TEXT NOT NULL,
    began_at   INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL,
    PRIMARY KEY (home_no, began_at, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_of_user ON visit (user, ends_at);

-- Links by which people join a home. `user` made it.
CREATE TABLE invitation (
    home_no      INTEGER NOT NULL REFERENCES home (no) ON DELETE CASCADE,
    id           TEXT NOT NULL,
    secret_hash  TEXT NOT NULL UNIQUE,
    role         TEXT NOT NULL,
    name         TEXT NOT NULL,
    hand_over    TEXT NOT NULL,
    user         TEXT NOT NULL,
    user_name    TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    PRIMARY KEY (home_no, id)
) STRICT, WITHOUT ROWID;
)sql",
    R"sql(
-- Providers, what they ask for, what homes consented to, and who looked. Data: JSON.
ALTER TABLE user ADD COLUMN provider TEXT NOT NULL DEFAULT '';

CREATE TABLE provider (
    id    TEXT PRIMARY KEY,
    data  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE consent_request (
    code_hash  TEXT PRIMARY KEY,
    provider   TEXT NOT NULL,
    made_at    INTEGER NOT NULL,
    data       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX consent_request_of ON consent_request (provider, made_at);

CREATE TABLE permission (
    home_no    INTEGER NOT NULL REFERENCES home (no) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    provider   TEXT NOT NULL,
    made_at    INTEGER NOT NULL,
    changes    INTEGER NOT NULL,
    state      TEXT NOT NULL,
    lapses_at  INTEGER NOT NULL,
    data       TEXT NOT NULL,
    PRIMARY KEY (home_no, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX permission_of ON permission (provider, made_at);

-- Times are whole minutes but the last one.
CREATE TABLE access (
    home_no       INTEGER NOT NULL REFERENCES home (no) ON DELETE CASCADE,
    at            INTEGER NOT NULL,
    user          TEXT NOT NULL,
    kind          TEXT NOT NULL,
    last_at       INTEGER NOT NULL,
    user_name     TEXT NOT NULL,
    organisation  TEXT NOT NULL,
    count         INTEGER NOT NULL,
    PRIMARY KEY (home_no, at, user, kind)
) STRICT, WITHOUT ROWID;
)sql",
    R"sql(
-- What a link shows, as it is written by who makes it.
ALTER TABLE api_key ADD COLUMN terms TEXT NOT NULL DEFAULT '';
)sql",
    R"sql(
-- Whose customers homes are.
CREATE TABLE supply (
    home_no    INTEGER PRIMARY KEY REFERENCES home (no) ON DELETE CASCADE,
    provider   TEXT NOT NULL,
    area       TEXT NOT NULL,
    tariff     TEXT NOT NULL,
    placed_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX supply_of ON supply (provider);

-- In whose days the sums of a provider's homes are published, settled once.
CREATE TABLE aggregate_zone (
    provider   TEXT PRIMARY KEY,
    time_zone  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Whose sums are published in a month, yyyy-mm: settled once. A member whose home is erased names
-- nobody from then on, and is a member still.
CREATE TABLE aggregate_month (
    provider  TEXT NOT NULL,
    month     TEXT NOT NULL,
    PRIMARY KEY (provider, month)
) STRICT, WITHOUT ROWID;
CREATE TABLE aggregate_member (
    provider  TEXT NOT NULL,
    month     TEXT NOT NULL,
    home_no   INTEGER REFERENCES home (no) ON DELETE SET NULL,
    area      TEXT NOT NULL,
    tariff    TEXT NOT NULL
) STRICT;
CREATE INDEX aggregate_member_in ON aggregate_member (provider, month);
CREATE UNIQUE INDEX aggregate_member_once ON aggregate_member (home_no, month);

-- What was published of a group's day, yyyy-mm-dd. Data: JSON.
CREATE TABLE aggregate_day (
    provider  TEXT NOT NULL,
    day       TEXT NOT NULL,
    area      TEXT NOT NULL,
    tariff    TEXT NOT NULL,
    data      TEXT NOT NULL,
    PRIMARY KEY (provider, day, area, tariff)
) STRICT, WITHOUT ROWID;
)sql"};

}  // namespace

std::int64_t newest_schema_version() {
    return static_cast<std::int64_t>(kSteps.size());
}

void initialise(Connection& connection) {
    // Both only take effect before the first table exists.
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;");
    connection.execute(fmt::format("PRAGMA application_id = {};", kApplicationId));
}

void migrate(Connection& connection, std::int64_t to) {
    for (std::int64_t version = connection.pragma("user_version"); version < to; ++version) {
        Transaction step(connection, Transaction::Kind::write);
        connection.execute(kSteps.at(static_cast<std::size_t>(version)));
        connection.execute(fmt::format("PRAGMA user_version = {};", version + 1));
        step.commit();
    }
}

}  // namespace ohmstead
