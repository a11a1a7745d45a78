-- The same file for H2 and PostgreSQL: plain SQL only.
--
-- One row per request. What lists and searches look at stands in columns of its own; the parts
-- that the row was put together from are JSON, so that an event that comes late or twice can be
-- merged in again.
CREATE TABLE audit_record (
    request_id VARCHAR(128)             NOT NULL PRIMARY KEY,
    tenant_id  VARCHAR(128),
    outcome    VARCHAR(16)              NOT NULL,
    begun_at   TIMESTAMP WITH TIME ZONE NOT NULL,
    parts      VARCHAR(1000000)         NOT NULL
);

CREATE INDEX audit_record_begun ON audit_record (begun_at, request_id);

-- The masked texts, apart from the records so that they can be erased alone. JSON texts: a
-- database that refuses a character (PostgreSQL: U+0000) still takes its escape.
CREATE TABLE audit_body (
    request_id VARCHAR(128) NOT NULL,
    kind       VARCHAR(8)   NOT NULL,
    body       TEXT         NOT NULL,
    PRIMARY KEY (request_id, kind)
);
