/// A service's own database, chosen by one JDBC URL: H2 in a file or in memory, or PostgreSQL.
/// Plain JDBC for the stores of services; any thread.
@NullMarked
package dev.sluice.runtime.database;

import org.jspecify.annotations.NullMarked;
