/// The topics: one definition creates them at start-up, names them in the documents and renders the
/// deployment manifests.
@NullMarked
package dev.sluice.contracts.topic;

import org.jspecify.annotations.NullMarked;
