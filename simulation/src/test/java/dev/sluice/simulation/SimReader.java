package dev.sluice.simulation;

import dev.sluice.contracts.RequestId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A client's end of one connection: takes frames as fast as the client does, in their order.
public final class SimReader {
    private static final Pattern FRAME = Pattern.compile("id: (\\d+)\ndata: (.*)");
    private static final Pattern CHOICE = Pattern.compile("\"choices\":\\[\\{\"index\":(\\d+)");
    private static final Pattern CONTENT =
            Pattern.compile("\"content\":\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9a-fA-F]{4}|.)");

    private final SimClient client;
    private final Ledger ledger;
    private @Nullable RequestId id;
    private long next;
    private int room;
    private boolean isFinished;
    private boolean isOver;

    /// @param id of the stream; null: it is not accepted yet
    /// @param room frames that it takes before it has to rest
    SimReader(SimClient client, Ledger ledger, @Nullable RequestId id, long next, int room) {
        this.client = client;
        this.ledger = ledger;
        this.id = id;
        this.next = next;
        this.room = room;
    }

    public boolean hasRoom() {
        return room > 0;
    }

    void rest(int rested) {
        room += rested;
    }

    public void onAccepted(RequestId acceptedId) {
        id = acceptedId;
        ledger.onAccepted(acceptedId);
        client.onAccepted(this, acceptedId);
    }

    /// Not now.
    public void onRefused() {
        if (!isOver) {
            isOver = true;
            client.onRefused(this);
        }
    }

    /// There is no such stream.
    public void onUnknown() {
        ledger.require(false, "the accepted stream " + id + " is known");
    }

    public void onFrames(String frames) {
        RequestId of = id;
        if (isOver || of == null) {
            return;
        }
        room--;
        for (String frame : frames.split("\n\n", 0)) {
            take(of, frame);
        }
        client.onFrames(this);
    }

    private void take(RequestId of, String frame) {
        Matcher parts = FRAME.matcher(frame);
        if (!parts.matches()) {
            ledger.require(frame.startsWith("data: "), "a frame: " + frame);
            isFinished |= frame.equals("data: [DONE]");
            return;
        }
        int index = Integer.parseInt(parts.group(1));
        ledger.require(index == next, "reader of " + of + " got " + index + " for " + next);
        ledger.require(!isFinished, of + " goes on after its end");
        next = index + 1L;
        String data = parts.group(2);
        isFinished = data.startsWith("{\"error\"");
        ledger.onFrame(of, index, frame, choice(data), content(data));
    }

    private static int choice(String data) {
        Matcher choice = CHOICE.matcher(data);
        return choice.find() ? Integer.parseInt(choice.group(1)) : 0;
    }

    private static String content(String data) {
        Matcher content = CONTENT.matcher(data);
        return content.find()
                ? ESCAPE.matcher(content.group(1)).replaceAll(SimReader::unescaped)
                : "";
    }

    private static String unescaped(java.util.regex.MatchResult escape) {
        String code = escape.group(1);
        String text =
                code.startsWith("u")
                        ? String.valueOf((char) Integer.parseInt(code.substring(1), 16))
                        : switch (code) {
                            case "n" -> "\n";
                            case "t" -> "\t";
                            case "r" -> "\r";
                            case "b" -> "\b";
                            case "f" -> "\f";
                            default -> code;
                        };
        return Matcher.quoteReplacement(text);
    }

    /// Nothing follows, though the stream goes on.
    public void onCut(boolean isResumable) {
        ledger.require(isResumable, "the stream " + id + " can be resumed");
    }

    /// The connection is closed, by whomever.
    public void onConnectionLost() {
        if (!isOver) {
            isOver = true;
            client.onConnectionLost(this);
        }
    }

    long next() {
        return next;
    }

    boolean isFinished() {
        return isFinished;
    }
}
