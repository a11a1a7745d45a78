package dev.sluice.masking.cli;

import dev.sluice.masking.Masked;

/// One text of a conversation on its way through masking. Owned by one line.
interface ConversationText {
    Masked append(String chunk);

    Masked flush();
}
