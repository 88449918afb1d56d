-- One text for SQLite and PostgreSQL. Each primary key starts with the tenant, and nothing refers
-- across tables, so that the tables can be sharded by tenant. Times are microseconds since 1970 in
-- UTC, days are counted from 1970-01-01 in the survey's time zone.

-- What teams write, and where each survey stands.
CREATE TABLE survey (
    tenant_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    state TEXT NOT NULL,               -- draft, open or closed
    latest_version INTEGER,            -- null when never published
    changed_at BIGINT NOT NULL,        -- made, published or closed
    draft BYTEA NOT NULL,              -- plaudit.v1.Survey
    PRIMARY KEY (tenant_id, survey_id)
);

CREATE INDEX survey_by_change ON survey (changed_at);

-- What was published. Rows never change.
CREATE TABLE survey_version (
    tenant_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    published_at BIGINT NOT NULL,
    version BYTEA NOT NULL,            -- plaudit.v1.SurveyVersion
    PRIMARY KEY (tenant_id, survey_id, number)
);

-- Every response, as it was acknowledged. Ids mostly grow with time: those of a batch stand together in
-- the key, whichever surveys they answer, so that a transaction changes few pages.
CREATE TABLE response (
    tenant_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    id TEXT NOT NULL,                  -- the client's
    version INTEGER NOT NULL,
    answered_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    day INTEGER NOT NULL,              -- of answered_at
    respondent TEXT,
    channel TEXT,
    language TEXT,
    weight BIGINT,                     -- in steps of 2^-32
    duration_seconds INTEGER,          -- how long answering took
    segments TEXT NOT NULL,            -- JSON: value by segment; channel and language have columns
    answers TEXT NOT NULL,             -- JSON: what was given, by question
    completed BOOLEAN NOT NULL,
    digest BYTEA NOT NULL,             -- of all that the response says
    batch UUID NOT NULL,               -- the transaction that stored it
    may_repeat BOOLEAN NOT NULL,       -- whether the survey expects repeat respondents
    PRIMARY KEY (tenant_id, id, survey_id)
);

CREATE INDEX response_by_time ON response (tenant_id, survey_id, answered_at, id);

-- Finds who responded several times. Responses to other surveys are not in it and cost nothing.
CREATE INDEX response_by_respondent ON response (tenant_id, survey_id, day, respondent)
    WHERE may_repeat;

-- The tally of the responses of one batch, survey and day, until it is folded. Those of a batch stand
-- together, so that a transaction writes and folding clears few pages.
CREATE TABLE tally_delta (
    tenant_id TEXT NOT NULL,
    batch UUID NOT NULL,
    survey_id TEXT NOT NULL,
    day INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    tally BYTEA NOT NULL,              -- plaudit.v1.Tally
    PRIMARY KEY (tenant_id, batch, survey_id, day)
) /*SQLite: WITHOUT ROWID*/;

-- The sum of the deltas that were folded.
CREATE TABLE tally_day (
    tenant_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    day INTEGER NOT NULL,
    tally BYTEA NOT NULL,              -- plaudit.v1.Tally
    PRIMARY KEY (tenant_id, survey_id, day)
);

-- Of a survey with driver models: which answers the responses of one batch, survey and month gave
-- together, until they are folded.
CREATE TABLE comoment_delta (
    tenant_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    month INTEGER NOT NULL,            -- its first day
    batch UUID NOT NULL,
    comoments BYTEA NOT NULL,          -- plaudit.v1.Comoments
    PRIMARY KEY (tenant_id, survey_id, month, batch)
) /*SQLite: WITHOUT ROWID*/;

-- The sum of those that were folded.
CREATE TABLE comoment_month (
    tenant_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    month INTEGER NOT NULL,            -- its first day
    comoments BYTEA NOT NULL,          -- plaudit.v1.Comoments
    PRIMARY KEY (tenant_id, survey_id, month)
);

-- That a response was corrected. Goes when the response is erased.
CREATE TABLE correction (
    tenant_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    id TEXT NOT NULL,                  -- the response's
    batch UUID NOT NULL,               -- the transaction that corrected it
    corrected_at BIGINT NOT NULL,
    old_digest BYTEA NOT NULL,         -- of what the response said before
    new_digest BYTEA NOT NULL,         -- of what it said from then on
    corrected_by TEXT,                 -- id of the key; null without one
    reason TEXT NOT NULL,
    PRIMARY KEY (tenant_id, survey_id, id, batch)
);

-- That responses were erased: when, by whom, how many. Nothing of what they said.
CREATE TABLE erasure (
    tenant_id TEXT NOT NULL,
    id UUID NOT NULL,
    erased_at BIGINT NOT NULL,
    erased_by TEXT,                    -- id of the key; null without one
    survey_id TEXT,                    -- null for all surveys
    respondent BYTEA,                  -- SHA-256 of tenant, 0 and pseudonym; null when ids were given
    responses BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- The ids of erased responses, so that none comes back when it is sent again.
CREATE TABLE tombstone (
    tenant_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    id BYTEA NOT NULL,                 -- SHA-256 of tenant, 0, survey, 0 and the response's id
    erasure UUID NOT NULL,
    PRIMARY KEY (tenant_id, survey_id, id)
);

-- API keys, by the hash of their secret.
CREATE TABLE api_key (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes BIGINT NOT NULL,            -- a bit each
    hash BYTEA NOT NULL,               -- SHA-256
    created_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (tenant_id, id)
);
