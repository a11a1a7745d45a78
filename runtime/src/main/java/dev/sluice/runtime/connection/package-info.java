/// Bounds on a process's HTTP connections: how many, and how long one may stand without a request.
///
/// [ConnectionGuard] is one connection's, on its event loop; [ConnectionGuards] is made by Netty
/// and puts one before each accepted connection; [ConnectionWatch] tells it when requests begin and
/// end.
@NullMarked
package dev.sluice.runtime.connection;

import org.jspecify.annotations.NullMarked;
