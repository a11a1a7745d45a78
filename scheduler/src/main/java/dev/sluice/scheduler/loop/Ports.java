package dev.sluice.scheduler.loop;

import java.time.InstantSource;

/// All that the loop reaches outside itself.
public record Ports(
        Inbox inbox,
        PromptSource prompts,
        LogSource log,
        Outbox outbox,
        LoopObserver observer,
        InstantSource clock) {}
