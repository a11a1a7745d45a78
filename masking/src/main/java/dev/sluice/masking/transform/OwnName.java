package dev.sluice.masking.transform;

import dev.sluice.masking.detect.EntityType;

/// Text of an answer in exactly the form that pseudonyms have: shown as it is. Unlike a type that
/// is kept, it hides what other types would find within it: after `微信号：` the name
/// `<WECHAT_k7q2m9x4>` would else look like an account and be masked once more.
///
/// A type of its own, not an action that policies name.
public record OwnName() implements SelfContained {

    /// What findings call it.
    public static final EntityType TYPE = new EntityType("PSEUDONYM");

    @Override
    public String action() {
        return "keep";
    }

    @Override
    public String replace(EntityType type, String value) {
        return value;
    }

    @Override
    public String replaceRest(EntityType type, int length) {
        return "*".repeat(length);
    }
}
