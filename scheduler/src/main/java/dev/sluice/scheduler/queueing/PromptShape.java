package dev.sluice.scheduler.queueing;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.Tool;
import dev.sluice.contracts.event.ToolCall;
import java.util.Arrays;

/// What scheduling needs to know of a prompt's text, so that it is looked at once.
///
/// *Size*: `tokens = ⌈ASCII characters / 4⌉ + other characters`, an estimate that needs no
/// tokenizer. English has about four characters a token, Chinese about one. The worker that begins
/// the request tells the true count.
///
/// *Prefix*: the text in blocks of 256 characters, each with the hash of everything up to its end.
/// Two prompts share a prefix of n blocks when their n-th hashes are the same. The tenant is part
/// of the hash: who is served where tells nobody about the prompts of others.
public final class PromptShape {
    private static final int ASCII_CHARACTERS_PER_TOKEN = 4;
    private static final int BLOCK_CHARACTERS = 256;

    /// Deeper prefixes go to the same worker as these 8,192 characters do.
    private static final int BLOCK_COUNT_MAX = 32;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final char TURN_END = '\u0003';

    private final int tokens;
    private final long[] blockHashes;

    private PromptShape(int tokens, long[] blockHashes) {
        this.tokens = tokens;
        this.blockHashes = blockHashes;
    }

    public static PromptShape of(TenantId tenantId, Prompt prompt) {
        var reading = new Reading();
        reading.salt(tenantId.value());
        switch (prompt) {
            case Prompt.Text text -> reading.read(text.text().value());
            case Prompt.Chat chat -> {
                // Templates put them first.
                if (chat.tools() != null) {
                    chat.tools().forEach(tool -> read(reading, tool));
                }
                chat.messages().forEach(message -> read(reading, message));
            }
        }
        return reading.shape();
    }

    private static void read(Reading reading, ChatMessage message) {
        reading.read(message.role());
        reading.read(TURN_END);
        reading.read(message.content().value());
        if (message.toolCalls() != null) {
            for (ToolCall call : message.toolCalls()) {
                reading.read(call.name().value());
                reading.read(call.arguments().value());
            }
        }
        reading.read(TURN_END);
    }

    private static void read(Reading reading, Tool tool) {
        reading.read(tool.name().value());
        if (tool.description() != null) {
            reading.read(tool.description().value());
        }
        reading.read(tool.parameters().value());
        reading.read(TURN_END);
    }

    /// An estimate; at least 1.
    public int tokens() {
        return tokens;
    }

    public int blockCount() {
        return blockHashes.length;
    }

    /// The hash of the text up to the end of the block.
    public long hashUpTo(int block) {
        return blockHashes[block];
    }

    @Override
    public String toString() {
        return tokens + " tokens, " + blockHashes.length + " blocks";
    }

    private static final class Reading {
        private final long[] hashes = new long[BLOCK_COUNT_MAX];
        private long hash = FNV_OFFSET;
        private int characters;
        private int blocks;
        private long ascii;
        private long others;

        private void salt(String text) {
            for (int i = 0; i < text.length(); i++) {
                mix(text.charAt(i));
            }
        }

        private void read(String text) {
            for (int i = 0; i < text.length(); i++) {
                read(text.charAt(i));
            }
        }

        private void read(char c) {
            if (c < 128) {
                ascii++;
            } else {
                others++;
            }
            if (blocks < BLOCK_COUNT_MAX) {
                mix(c);
                if (++characters == BLOCK_CHARACTERS) {
                    hashes[blocks++] = hash;
                    characters = 0;
                }
            }
        }

        private void mix(char c) {
            hash = (hash ^ c) * FNV_PRIME;
        }

        private PromptShape shape() {
            long estimate =
                    (ascii + ASCII_CHARACTERS_PER_TOKEN - 1) / ASCII_CHARACTERS_PER_TOKEN + others;
            int tokens = Math.clamp(estimate, 1, Integer.MAX_VALUE);
            return new PromptShape(tokens, Arrays.copyOf(hashes, blocks));
        }
    }
}
