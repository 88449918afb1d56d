-- Who may be asked. Known by a digest alone, so that who opted out stays so after an erasure.
CREATE TABLE contact (
    tenant_id TEXT NOT NULL,
    id BYTEA NOT NULL,                 -- SHA-256 of tenant, 0 and pseudonym
    opted_out_at BIGINT,               -- null while it may be invited
    PRIMARY KEY (tenant_id, id)
);

-- Where contacts are reached, encrypted with a key that is not in the database.
CREATE TABLE contact_address (
    tenant_id TEXT NOT NULL,
    contact BYTEA NOT NULL,            -- contact.id
    sealed BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, contact)
);

-- Every invitation and what became of it.
CREATE TABLE invitation (
    tenant_id TEXT NOT NULL,
    id UUID NOT NULL,
    response_id TEXT NOT NULL,         -- the id of its response: its own as text
    survey_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    event_id TEXT,                     -- the client's; null when the contact was erased
    contact TEXT,                      -- the pseudonym; null when it was erased
    channel TEXT,
    language TEXT,
    segments TEXT NOT NULL,            -- JSON: value by segment; channel and language have columns
    occurred_at BIGINT NOT NULL,
    invited_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    state TEXT NOT NULL,               -- invited, sent, bounced, opened, started, refused, completed
    changed_at BIGINT NOT NULL,        -- since when it is in that state
    remind_at BIGINT,                  -- null when there is no reminder to come
    reminders INTEGER NOT NULL,        -- how many were taken
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX invitation_by_time ON invitation (tenant_id, survey_id, invited_at, id);

CREATE INDEX invitation_by_contact ON invitation (tenant_id, contact, survey_id);

CREATE INDEX invitation_to_remind ON invitation (tenant_id, remind_at, id)
    WHERE remind_at IS NOT NULL;

-- What was decided on every event, so that one that is sent again gets the same. Names nobody.
CREATE TABLE invitation_event (
    tenant_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    id BYTEA NOT NULL,                 -- SHA-256 of tenant, 0, survey, 0 and the event's id
    digest BYTEA NOT NULL,             -- of all that the event says
    decided_at BIGINT NOT NULL,
    reason TEXT,                       -- why not; null when there is an invitation
    invitation UUID,
    PRIMARY KEY (tenant_id, survey_id, id)
);

CREATE INDEX invitation_event_by_time ON invitation_event (tenant_id, survey_id, decided_at);

-- How many invitations went out by day in UTC, where a budget or a quota asks.
CREATE TABLE invitation_counter (
    tenant_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,           -- empty for all surveys
    segment TEXT NOT NULL,             -- empty for all invitations
    value TEXT NOT NULL,
    days TEXT,                         -- JSON: invitations by day; null before they were counted
    PRIMARY KEY (tenant_id, survey_id, segment, value)
);

-- What signs the links of a tenant.
CREATE TABLE link_secret (
    tenant_id TEXT NOT NULL,
    secret BYTEA NOT NULL,             -- 32 random bytes
    PRIMARY KEY (tenant_id)
);
