/// The events as JSON: codec, JSON Schemas and the AsyncAPI document, all from the same records.
@NullMarked
package dev.sluice.contracts.json;

import org.jspecify.annotations.NullMarked;
