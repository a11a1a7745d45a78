package dev.sluice.masking.kafka;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.TokenEvent.GenerationFenced;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.TokenEvent.GenerationStarted;
import dev.sluice.contracts.event.TokenEvent.TokenGenerated;
import dev.sluice.contracts.event.Usage;
import dev.sluice.masking.RandomTexts;
import dev.sluice.masking.restore.Restored;
import dev.sluice.masking.rewrite.AnswerMask;
import dev.sluice.masking.rewrite.PromptRewrite;
import dev.sluice.masking.rewrite.RequestMasks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// One request: what its worker and the scheduler write, failovers, zombies and duplicates
/// included, and what must become of it.
record SimAnswer(RequestId requestId, List<TokenEvent> records, Restored expected) {
    static final TenantId TENANT = new TenantId("bank");

    /// Never stand in an answer in clear.
    static final List<String> SECRETS =
            List.of("6222021234567890128", "13812345678", "ann@example.org", "13987654321");

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final String PROMPT = "Card 6222021234567890128, call 13812345678";

    private static final List<String> PIECES =
            List.of(
                    "6222021234567890128 ",
                    "13987654321 ",
                    "ann@example.org ",
                    "{\"to\":\"%1$s\",\"call\":\"%2$s\"} ",
                    "%1$s",
                    "%2$s",
                    "<CN_MOBILE_k7q2m9x4> ",
                    "&lt; \\u00 <BANK_CARD_ ",
                    "The customer's card ",
                    "请联系 ",
                    "😀 ");

    /// A request of its own kind for each seed.
    static SimAnswer of(int number, RequestMasks masks, SplittableRandom random) {
        RequestId id = new RequestId("r" + number);
        PromptMasked prompt = prompt(id, masks);
        String text = ((Prompt.Text) prompt.spec().prompt()).text().value();
        String raw = raw(random).formatted(pseudonym(text, "BANK_CARD"), pseudonym(text, "CN_MO"));
        GenerationStarted started = started(id, prompt.spec().maskingState());
        AnswerMask mask = masks.answer(started).orElseThrow();
        Restored first = mask.append(raw);
        Restored last = mask.flush();
        Restored expected =
                new Restored(first.masked() + last.masked(), first.restored() + last.restored());
        return new SimAnswer(id, records(id, started, raw, random), expected);
    }

    static PromptMasked prompt(RequestId id, RequestMasks masks) {
        InferenceSpec spec =
                new InferenceSpec(
                        NOON,
                        0,
                        "pool",
                        new Prompt.Text(new SensitiveText(PROMPT)),
                        GenerationSettings.greedy(5),
                        Priority.STANDARD,
                        null,
                        false,
                        null);
        var requested = new InferenceRequested(id + "/request", id, TENANT, NOON, spec);
        return (PromptMasked) new PromptRewrite(masks).rewrite(requested, NOON);
    }

    private static String pseudonym(String text, String type) {
        int start = text.indexOf("<" + type);
        return start < 0 ? "none" : text.substring(start, text.indexOf('>', start) + 1);
    }

    private static String raw(SplittableRandom random) {
        StringBuilder raw = new StringBuilder();
        int pieces = 1 + random.nextInt(12);
        for (int i = 0; i < pieces; i++) {
            raw.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return raw.toString();
    }

    private static List<TokenEvent> records(
            RequestId id, GenerationStarted started, String raw, SplittableRandom random) {
        List<TokenEvent> records = new ArrayList<>(List.of(started));
        int epoch = 1;
        int index = 1;
        for (String token : RandomTexts.chunks(random, raw)) {
            TokenEvent next = token(id, epoch, index, token);
            records.add(next);
            if (random.nextInt(8) == 0) {
                records.add(next);
            }
            if (random.nextInt(16) == 0) {
                records.add(fenced(id, ++epoch));
                records.add(token(id, epoch - 1, index + 1, "ZOMBIE"));
            }
            index++;
        }
        TokenEvent end = finished(id, epoch, index);
        records.add(end);
        records.add(end);
        records.add(token(id, epoch, index + 1, "LATE"));
        return records;
    }

    static GenerationStarted started(
            RequestId id, @org.jspecify.annotations.Nullable String state) {
        return new GenerationStarted(
                id + "/0",
                id,
                TENANT,
                1,
                NOON,
                new WorkerId("w"),
                new PoolName("pool"),
                NOON,
                7,
                false,
                state);
    }

    static TokenEvent token(RequestId id, int epoch, int index, String text) {
        return new TokenGenerated(
                id + "/" + index,
                id,
                TENANT,
                epoch,
                index,
                NOON.plusMillis(index),
                index,
                new SensitiveText(text));
    }

    private static TokenEvent fenced(RequestId id, int epoch) {
        return new GenerationFenced(id + "/fence/" + epoch, id, TENANT, epoch, NOON);
    }

    private static TokenEvent finished(RequestId id, int epoch, int index) {
        return new GenerationFinished(
                id + "/" + index,
                id,
                TENANT,
                epoch,
                index,
                NOON.plusMillis(index),
                SensitiveText.EMPTY,
                FinishReason.STOP,
                null,
                new Usage(7, index - 1));
    }
}
