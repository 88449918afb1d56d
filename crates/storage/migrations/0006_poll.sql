-- What polls on other platforms counted. They are no responses and in no tally.
CREATE TABLE poll (
    tenant_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    id TEXT NOT NULL,                  -- the client's
    version INTEGER NOT NULL,          -- whose options are counted
    question TEXT NOT NULL,
    platform TEXT NOT NULL,
    url TEXT,
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    counts TEXT NOT NULL,              -- JSON: votes by option or score
    voters BIGINT,                     -- null where it is not known
    reach BIGINT,                      -- people to whom it was shown; null where it is not known
    PRIMARY KEY (tenant_id, survey_id, id)
);

-- That a poll was corrected or removed, and what it said.
CREATE TABLE poll_trace (
    tenant_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    id TEXT NOT NULL,                  -- the poll's
    trace UUID NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT,                   -- id of the key; null without one
    reason TEXT NOT NULL,
    poll BYTEA NOT NULL,               -- plaudit.v1.Poll, as it was before
    PRIMARY KEY (tenant_id, survey_id, id, trace)
);

-- Counts the responses by open links, whose ids begin so. Others are not in it and cost nothing.
CREATE INDEX response_by_open_link ON response (tenant_id, survey_id, day)
    WHERE substr(id, 1, 5) = 'open-';
