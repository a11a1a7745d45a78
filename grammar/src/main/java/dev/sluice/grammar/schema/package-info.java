/// JSON Schemas, and JSON at large, as programs. Entry type: [SchemaCompiler].
///
/// What is written is compact JSON: properties in the schema's order, at most one space after a
/// comma and a colon and none elsewhere, numbers of at most 15 digits. So even a hot model comes to
/// an end of each, and a schema's texts are some of those that satisfy it, never others. What a
/// schema demands and this does not know is refused by name.
@NullMarked
package dev.sluice.grammar.schema;

import org.jspecify.annotations.NullMarked;
