package dev.sluice.gateway.streaming;

import dev.sluice.contracts.RequestId;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The answers that a client wants to one prompt, OpenAI's `n`. To the rest of the mesh each of
/// them is a request of its own; that they belong together is in their ids, so any gateway, and any
/// reader of a topic, knows it without asking:
///
/// | `n` | the client's id, which is choice 0's too | choice 2 |
/// |---|---|---|
/// | 1 | `chatcmpl-01m8…` | |
/// | 3 | `chatcmpl-n3-01m8…` | `chatcmpl-n3.2-01m8…` |
///
/// What follows the last hyphen is theirs together: accept time, stream partition, random bits.
public final class Choices {
    public static final int COUNT_MAX = 16;

    private static final int LOCATION_LENGTH = 26;

    /// `n`, the further choice's number where it is one, and the location.
    private static final Pattern COUNTED =
            Pattern.compile("(.+-n)(\\d{1,2})(?:\\.(\\d{1,2}))?(-[0-9a-z]{26})");

    private final List<RequestId> ids;

    private Choices(List<RequestId> ids) {
        this.ids = ids;
    }

    /// What the ids of requests with so many choices begin with.
    public static String idPrefix(String prefix, int count) {
        return count == 1 ? prefix : prefix + "-n" + count;
    }

    /// The choices of a request, whichever of them the id is.
    public static Choices of(RequestId id) {
        String text = id.value();
        if (!mayBeCounted(text)) {
            return new Choices(List.of(id));
        }
        Matcher parts = COUNTED.matcher(text);
        int count = parts.matches() ? Integer.parseInt(parts.group(2)) : 1;
        if (count < 2 || count > COUNT_MAX) {
            return new Choices(List.of(id));
        }
        String prefix = parts.group(1) + count;
        List<RequestId> ids =
                IntStream.range(0, count)
                        .mapToObj(choice -> choice == 0 ? prefix : prefix + '.' + choice)
                        .map(each -> new RequestId(each + parts.group(4)))
                        .toList();
        // Another spelling, or a choice too many, is an id that another producer made.
        return new Choices(ids.contains(id) ? ids : List.of(id));
    }

    /// Asked of every record of a partition; the usual id has a letter before its location.
    private static boolean mayBeCounted(String text) {
        int hyphen = text.length() - LOCATION_LENGTH - 1;
        return hyphen > 0
                && text.charAt(hyphen) == '-'
                && Character.isDigit(text.charAt(hyphen - 1));
    }

    /// The id that the client knows, of whichever choice's id.
    public static RequestId requestOf(RequestId id) {
        return mayBeCounted(id.value()) ? of(id).requestId() : id;
    }

    /// Whether it is a choice behind the first one: no client knows such an id.
    public static boolean isFurther(RequestId id) {
        return !requestOf(id).equals(id);
    }

    /// Which choice of its request it is, from 0.
    public static int numberOf(RequestId id) {
        return of(id).indexOf(id);
    }

    /// The client's own id, which is the first choice's too.
    public RequestId requestId() {
        return ids.getFirst();
    }

    /// In the order of the choices.
    public List<RequestId> ids() {
        return ids;
    }

    public int count() {
        return ids.size();
    }

    /// Which choice it is, from 0; fails for another request's id.
    public int indexOf(RequestId id) {
        int choice = ids.indexOf(id);
        if (choice < 0) {
            throw new IllegalArgumentException(id + " is no choice of " + requestId());
        }
        return choice;
    }
}
