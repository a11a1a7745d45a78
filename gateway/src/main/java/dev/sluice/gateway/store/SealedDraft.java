package dev.sluice.gateway.store;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Writes a content into a file beside its place, and moves it there when it is complete.
final class SealedDraft implements FileContents.Draft {
    private final Path draft;
    private final Path target;
    private final SealedChunks chunks;
    private final DataOutputStream out;
    private final MessageDigest digest = sha256();
    private final byte[] pending = new byte[SealedChunks.CHUNK_BYTES];
    private int pendingLength;
    private long chunkCount;
    private long sizeBytes;
    private boolean isComplete;

    SealedDraft(Path draft, Path target, SealedChunks chunks) throws IOException {
        this.draft = draft;
        this.target = target;
        this.chunks = chunks;
        this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(draft)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        digest.update(bytes, offset, length);
        sizeBytes += length;
        int from = offset;
        int left = length;
        while (left > 0) {
            if (pendingLength == pending.length) {
                put(false);
            }
            int taken = Math.min(left, pending.length - pendingLength);
            System.arraycopy(bytes, from, pending, pendingLength, taken);
            pendingLength += taken;
            from += taken;
            left -= taken;
        }
    }

    private void put(boolean isLast) throws IOException {
        byte[] sealed = chunks.seal(pending, pendingLength, chunkCount++, isLast);
        out.writeInt(sealed.length);
        out.write(sealed);
        pendingLength = 0;
    }

    @Override
    public FileContents.Completed complete() throws IOException {
        put(true);
        out.close();
        Files.move(
                draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        isComplete = true;
        return new FileContents.Completed(sizeBytes, HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public void close() throws IOException {
        if (!isComplete) {
            out.close();
            Files.deleteIfExists(draft);
        }
    }
}
