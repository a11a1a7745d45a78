package dev.sluice.gateway.store;

import dev.sluice.contracts.event.ObjectEvent.ResponseCreated;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.gateway.admission.ResponseForm;
import org.jspecify.annotations.Nullable;

/// A kept response; `result` absent: its request is not finished. The form is the caller's, the
/// result's text is masked and has what its owner may see beside it, sealed.
public record StoredResponse(
        ResponseCreated created, ResponseForm form, @Nullable ResultEvent result) {}
