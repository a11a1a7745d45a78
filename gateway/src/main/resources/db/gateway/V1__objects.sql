-- The same file for H2 and PostgreSQL: plain SQL only.
--
-- Everything here is a projection of the topics `objects` and `results`: it can be dropped and is
-- read again from the log. How far the log is applied stands beside what was applied.
CREATE TABLE log_position (
    topic            VARCHAR(249) NOT NULL,
    partition_number INT          NOT NULL,
    next_offset      BIGINT       NOT NULL,
    PRIMARY KEY (topic, partition_number)
);

-- Events are kept as they stand on their topics: JSON texts, callers' texts in them sealed.
CREATE TABLE stored_response (
    id         VARCHAR(128)             NOT NULL PRIMARY KEY,
    tenant_id  VARCHAR(128)             NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    event      TEXT                     NOT NULL
);

-- The results of requests that belong to something kept. In a table of its own, because topics
-- have no common order: a result may come before what it belongs to.
CREATE TABLE kept_result (
    request_id  VARCHAR(128)             NOT NULL PRIMARY KEY,
    tenant_id   VARCHAR(128)             NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE NOT NULL,
    is_answered BOOLEAN                  NOT NULL,
    event       TEXT                     NOT NULL
);

CREATE TABLE stored_file (
    id         VARCHAR(128)             NOT NULL PRIMARY KEY,
    tenant_id  VARCHAR(128)             NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    purpose    VARCHAR(32)              NOT NULL,
    size_bytes BIGINT                   NOT NULL,
    event      TEXT                     NOT NULL
);

CREATE INDEX stored_file_listed ON stored_file (tenant_id, created_at, id);

-- What was deleted: a result that comes later must not bring it back.
CREATE TABLE deleted_object (
    id         VARCHAR(128)             NOT NULL PRIMARY KEY,
    deleted_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE TABLE stored_batch (
    id           VARCHAR(128)             NOT NULL PRIMARY KEY,
    tenant_id    VARCHAR(128)             NOT NULL,
    created_at   TIMESTAMP WITH TIME ZONE NOT NULL,
    log_shard    INT                      NOT NULL,
    event        TEXT                     NOT NULL,
    validated_at TIMESTAMP WITH TIME ZONE,
    line_count   INT,
    cancelled_at TIMESTAMP WITH TIME ZONE,
    finished     TEXT
);

CREATE INDEX stored_batch_listed ON stored_batch (tenant_id, created_at, id);

CREATE TABLE batch_span (
    batch_id               VARCHAR(128)             NOT NULL,
    first_line             INT                      NOT NULL,
    line_count             INT                      NOT NULL,
    begun_at               TIMESTAMP WITH TIME ZONE NOT NULL,
    stream_partition_count INT                      NOT NULL,
    PRIMARY KEY (batch_id, first_line)
);

CREATE TABLE batch_line (
    request_id  VARCHAR(128) NOT NULL PRIMARY KEY,
    batch_id    VARCHAR(128) NOT NULL,
    line_number INT          NOT NULL
);

CREATE INDEX batch_line_of ON batch_line (batch_id, line_number);

CREATE TABLE batch_refusal (
    batch_id    VARCHAR(128) NOT NULL,
    line_number INT          NOT NULL,
    event       TEXT         NOT NULL,
    PRIMARY KEY (batch_id, line_number)
);

CREATE TABLE claimed_key (
    tenant_id   VARCHAR(128)             NOT NULL,
    key_hash    VARCHAR(128)             NOT NULL,
    fingerprint VARCHAR(128)             NOT NULL,
    object_id   VARCHAR(128)             NOT NULL,
    claimed_at  TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (tenant_id, key_hash)
);
