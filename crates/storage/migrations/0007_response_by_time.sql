-- An index by time takes a page of each survey that a transaction has responses of, however few: on SQLite
-- that was most of what small transactions write. There the order by time is a table of its own, and what
-- a batch adds to it waits in one row until that of many batches is put in order at once.

/*SQLite:
DROP INDEX response_by_time;

CREATE TABLE response_by_time (
    tenant_id TEXT NOT NULL,
    survey_id TEXT NOT NULL,
    answered_at BIGINT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, survey_id, answered_at, id)
) WITHOUT ROWID;

INSERT INTO response_by_time (tenant_id, survey_id, answered_at, id)
SELECT tenant_id, survey_id, answered_at, id FROM response ORDER BY 1, 2, 3, 4;

CREATE TABLE arrival (
    tenant_id TEXT NOT NULL,
    batch UUID NOT NULL,
    responses TEXT NOT NULL,           -- JSON: survey, time and id of each that is not in order yet
    PRIMARY KEY (tenant_id, batch)
) WITHOUT ROWID;
*/
