package dev.sluice.masking.restore;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.contracts.TenantId;
import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.fpe.FormatPreserving;
import dev.sluice.masking.transform.KeyedTokens;
import dev.sluice.masking.transform.Placeholder;
import dev.sluice.runtime.secrets.TenantSecrets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/// The keys of one conversation, and the tokens they give.
///
/// ```
/// token = base36(HMAC-SHA256(key, type 0 canonical value 0 n)), the first n whose token will do
/// key   = derived for the tenant and the conversation (pseudonyms), or for the tenant (others)
/// ```
///
/// A token will do when a letter comes first, a digit is somewhere, and never four digits stand
/// together: so no detector takes a token for a number, and no word is one. A pseudonym's token has
/// 8 characters, about 40 bits: among 1,000 values of a conversation two meet with a probability
/// below 10⁻⁶, and then [PromptPseudonyms] draws again.
///
/// It keeps nothing: what it names does not turn back. Immutable.
public final class ConversationKeys implements KeyedTokens {
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
    static final int PSEUDONYM_LENGTH = 8;
    static final int HASH_LENGTH = 12;
    private static final int DIGITS_TOGETHER_MAX = 3;

    private final SecretKey pseudonyms;
    private final SecretKey hashes;
    private final SecretKey formats;
    private final int pseudonymLength;

    ConversationKeys(
            SecretKey pseudonyms, SecretKey hashes, SecretKey formats, int pseudonymLength) {
        this.pseudonyms = pseudonyms;
        this.hashes = hashes;
        this.formats = formats;
        this.pseudonymLength = pseudonymLength;
    }

    /// The keys of a conversation, which is any text that is the same over its turns.
    public static ConversationKeys of(TenantSecrets secrets, TenantId tenant, String conversation) {
        return new ConversationKeys(
                secrets.derive(tenant, "pseudonym/" + conversation),
                secrets.derive(tenant, "hash"),
                secrets.derive(tenant, "format-preserving"),
                PSEUDONYM_LENGTH);
    }

    @Override
    public String pseudonym(EntityType type, String value, String original) {
        return pseudonym(type, CanonicalValue.of(type, value), 0);
    }

    @Override
    public String hash(EntityType type, String value) {
        String token = token(hashes, type, CanonicalValue.of(type, value), 0, HASH_LENGTH);
        return "\u2039" + type + "#" + token + "\u203a";
    }

    @Override
    public String formatPreserved(EntityType type, String value) {
        return FormatPreserving.encrypt(type, value, formats)
                .orElseGet(() -> new Placeholder().replace(type, value));
    }

    /// The pseudonym number `choice`, from 0.
    String pseudonym(EntityType type, String canonical, int choice) {
        return "<" + type + "_" + token(pseudonyms, type, canonical, choice, pseudonymLength) + ">";
    }

    private static String token(
            SecretKey key, EntityType type, String canonical, int choice, int length) {
        int left = choice;
        for (int n = 0; ; n++) {
            String token = draw(key, type + "\0" + canonical + "\0" + n, length);
            if (willDo(token) && left-- == 0) {
                return token;
            }
        }
    }

    /// Two bytes a character: the bias of the remainder is below 10⁻³.
    private static String draw(SecretKey key, String text, int length) {
        byte[] bytes = hmac(key, text);
        StringBuilder token = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            int number = ((bytes[2 * i] & 0xFF) << 8) | (bytes[2 * i + 1] & 0xFF);
            token.append(ALPHABET.charAt(number % ALPHABET.length()));
        }
        return token.toString();
    }

    private static byte[] hmac(SecretKey key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no HMAC-SHA256", e);
        }
    }

    private static boolean willDo(String token) {
        boolean hasDigit = false;
        int together = 0;
        for (int i = 0; i < token.length(); i++) {
            boolean isDigit = Character.isDigit(token.charAt(i));
            together = isDigit ? together + 1 : 0;
            hasDigit |= isDigit;
            if (together > DIGITS_TOGETHER_MAX) {
                return false;
            }
        }
        return hasDigit && !Character.isDigit(token.charAt(0));
    }
}
