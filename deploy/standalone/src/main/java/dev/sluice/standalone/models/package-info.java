/// The model store as a person at the terminal sees it: progress while a model is fetched and
/// converted. Called by `up` and the `models` commands; the store reports from threads of its own,
/// one call at a time.
@NullMarked
package dev.sluice.standalone.models;

import org.jspecify.annotations.NullMarked;
