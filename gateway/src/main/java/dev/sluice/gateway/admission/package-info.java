/// What is asked for: reads a request body that is parsed already, field by field, and turns it
/// into an [dev.sluice.gateway.admission.InferenceForm] or into a refusal that names the field at
/// fault. Also the port to the topics that accepted requests go to. Pure; called by `http` on any
/// thread.
///
/// JSON arrives as plain Java values: `Map`, `List`, `String`, `Integer`, `Long`, `BigInteger`,
/// `Double`, `Boolean` and null.
@NullMarked
package dev.sluice.gateway.admission;

import org.jspecify.annotations.NullMarked;
