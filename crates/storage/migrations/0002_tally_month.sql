-- The sum of the day tallies of a month that is long past. Its cells keep their days, so that nothing
-- is lost.
CREATE TABLE tally_month (
    tenant_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    month INTEGER NOT NULL,            -- its first day
    tally BYTEA NOT NULL,              -- plaudit.v1.Tally
    PRIMARY KEY (tenant_id, survey_id, month)
);
