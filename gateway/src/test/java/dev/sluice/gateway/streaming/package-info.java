/// Tests of how records reach readers.
@NullMarked
package dev.sluice.gateway.streaming;

import org.jspecify.annotations.NullMarked;
