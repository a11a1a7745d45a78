/// Tests of OpenAI's shapes.
@NullMarked
package dev.sluice.gateway.rendering;

import org.jspecify.annotations.NullMarked;
