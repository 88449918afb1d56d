-- What people have answered on a page and not sent yet. The id becomes that of the response.
CREATE TABLE response_draft (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    respondent TEXT,                   -- null where nobody is known, and once it is stored
    stage TEXT NOT NULL,               -- open, closed (to be stored), stored or refused
    started_at BIGINT NOT NULL,        -- when the first page was shown
    changed_at BIGINT NOT NULL,        -- of the last answer, then of the last change of stage
    response BYTEA NOT NULL,           -- plaudit.v1.Response; empty once it is stored
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX response_draft_by_change ON response_draft (tenant_id, stage, changed_at);
