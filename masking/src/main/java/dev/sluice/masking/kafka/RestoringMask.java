package dev.sluice.masking.kafka;

import dev.sluice.masking.restore.Restored;
import dev.sluice.masking.restore.Restorer;
import dev.sluice.masking.rewrite.AnswerMask;
import dev.sluice.runtime.secrets.Sealing;
import java.util.Map;

/// An answer's way through masking: first the mask, then the restorer, which sees nothing that the
/// mask has not passed.
final class RestoringMask implements AnswerMask {
    private final PolicyMask mask;
    private final Restorer restorer;
    private final Sealing sealing;

    RestoringMask(PolicyMask mask, Restorer restorer, Sealing sealing) {
        this.mask = mask;
        this.restorer = restorer;
        this.sealing = sealing;
    }

    @Override
    public Restored append(String text) {
        return restorer.append(mask.append(text));
    }

    @Override
    public Restored flush() {
        Restored last = restorer.append(mask.flush());
        Restored held = restorer.flush();
        return new Restored(last.masked() + held.masked(), last.restored() + held.restored());
    }

    @Override
    public int heldLength() {
        return mask.heldLength() + restorer.heldLength();
    }

    @Override
    public boolean isBlocked() {
        return mask.isBlocked();
    }

    @Override
    public Map<String, Integer> findings() {
        return mask.findings();
    }

    @Override
    public String seal(String eventId, String restored) {
        return sealing.seal(eventId, restored);
    }
}
