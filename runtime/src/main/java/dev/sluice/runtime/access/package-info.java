/// Who may use a process's HTTP port: API keys, the tenants behind them, and the addresses they may
/// be used from. Tenants and keys stand on the topic `tenants`; every process reads it into an
/// [dev.sluice.runtime.access.AccessBook] of its own, so that a revocation holds everywhere as soon
/// as the record is read.
///
/// Callers: the rims of every service, on event loops; nothing here blocks them. The one thread
/// `sluice-access` of [dev.sluice.runtime.access.AccessFeed] writes the book.
@NullMarked
package dev.sluice.runtime.access;

import org.jspecify.annotations.NullMarked;
