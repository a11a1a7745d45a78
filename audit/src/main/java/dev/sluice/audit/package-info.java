/// The audit service: one record per request. Pure in `record`; rim in `kafka`, `store`, `http`.
/// Started as a process by [AuditMain], and as a library by the standalone launcher.
@NullMarked
package dev.sluice.audit;

import org.jspecify.annotations.NullMarked;
