package dev.sluice.audit.store;

import dev.sluice.contracts.SensitiveText;
import org.jspecify.annotations.Nullable;

/// The masked texts of one request, each a JSON text: the prompt an object, the answer a string.
/// Either may not be known yet, or never come.
public record StoredBodies(@Nullable SensitiveText prompt, @Nullable SensitiveText answer) {}
