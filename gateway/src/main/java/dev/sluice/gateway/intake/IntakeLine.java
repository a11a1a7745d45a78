package dev.sluice.gateway.intake;

import dev.sluice.contracts.TenantId;
import java.time.Instant;

/// A line as the broker has it. Its text holds a prompt.
public final class IntakeLine {
    private final TenantId tenant;
    private final Instant arrivedAt;
    private final byte[] text;

    /// `arrivedAt` is the broker's time, so it is the same for whoever reads the line. `text` is
    /// the line's own from now on.
    public IntakeLine(TenantId tenant, Instant arrivedAt, byte[] text) {
        this.tenant = tenant;
        this.arrivedAt = arrivedAt;
        this.text = text;
    }

    TenantId tenant() {
        return tenant;
    }

    Instant arrivedAt() {
        return arrivedAt;
    }

    byte[] text() {
        return text;
    }

    @Override
    public String toString() {
        return "IntakeLine[" + tenant + ", " + text.length + " bytes]";
    }
}
