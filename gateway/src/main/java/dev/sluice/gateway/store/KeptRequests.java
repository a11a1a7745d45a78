package dev.sluice.gateway.store;

import dev.sluice.contracts.RequestId;

/// Which results are kept in the tables: the beginning of a request's id tells, so that all others
/// need not even be decoded.
public final class KeptRequests {
    public static final String RESPONSE_PREFIX = "resp_";
    public static final String BATCH_LINE_PREFIX = "batch_req_";

    private KeptRequests() {}

    public static boolean isKept(String recordKey) {
        return recordKey.startsWith(RESPONSE_PREFIX) || recordKey.startsWith(BATCH_LINE_PREFIX);
    }

    static boolean isKept(RequestId id) {
        return isKept(id.value());
    }
}
