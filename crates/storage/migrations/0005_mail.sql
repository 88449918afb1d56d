-- Invitations that go out by mail. A mail is written anew from its invitation whenever it is tried, so that
-- nothing of it is kept here.
CREATE TABLE mail (
    tenant_id TEXT NOT NULL,
    invitation UUID NOT NULL,
    number INTEGER NOT NULL,           -- 0 for the invitation, n for its nth reminder
    due_at BIGINT,                     -- when it is tried next or its taker given up; null once it is sent
    waits_since BIGINT NOT NULL,
    tries INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, invitation)
);

CREATE INDEX mail_to_send ON mail (tenant_id, due_at, invitation) WHERE due_at IS NOT NULL;
