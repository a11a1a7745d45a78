/// What administrators define: forms of their requests, and the definitions that come of them.
/// Pure; called by `http` on event loops. Definitions are written through the [AdminLog], and are
/// in force where the log says so, here as in every other gateway.
@NullMarked
package dev.sluice.gateway.admin;

import org.jspecify.annotations.NullMarked;
