/// Tests of the HTTP rim, over a real server and hand-written ports.
@NullMarked
package dev.sluice.gateway.http;

import org.jspecify.annotations.NullMarked;
