/// Tests of the messages and their schema.
@NullMarked
package dev.sluice.gateway.grpc;

import org.jspecify.annotations.NullMarked;
