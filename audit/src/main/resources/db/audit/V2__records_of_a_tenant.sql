-- A tenant lists its own records, newest first.
CREATE INDEX audit_record_tenant ON audit_record (tenant_id, begun_at, request_id);
