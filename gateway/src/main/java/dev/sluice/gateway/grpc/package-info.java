/// gRPC without a server of its own: messages and their schema, frames, status codes, health and
/// reflection. `http` answers with it, as a gRPC call is an HTTP/2 request. Pure; any thread.
@NullMarked
package dev.sluice.gateway.grpc;

import org.jspecify.annotations.NullMarked;
