package dev.sluice.bench.crowd;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// What the kernel says about a process and the machine; Linux only (`proc(5)`).
record ProcessMeter(long pid) {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";
    private static final long BYTES_PER_KB = 1024;

    /// `USER_HZ`: what `/proc` counts processor time in, on every platform that the JDK runs on.
    private static final double TICKS_PER_SECOND = 100;

    /// Places in `/proc/PID/stat`, behind the name in parentheses.
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;

    /// Places in the first line of `/proc/stat`, behind its name.
    private static final List<Integer> BUSY = List.of(0, 1, 2, 5, 6, 7);

    /// The process that listens on a TCP port, where the caller may see that.
    static OptionalLong listeningOn(int port) throws IOException {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            if (Files.isReadable(PROC.resolve(table))) {
                for (String line : Files.readAllLines(PROC.resolve(table))) {
                    addListener(line, port, sockets);
                }
            }
        }
        return sockets.isEmpty() ? OptionalLong.empty() : holderOf(sockets);
    }

    private static void addListener(String line, int port, Set<String> sockets) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > 9
                && fields[1].endsWith(":%04X".formatted(port))
                && fields[3].equals(LISTENING)) {
            sockets.add("socket:[" + fields[9] + "]");
        }
    }

    private static OptionalLong holderOf(Set<String> sockets) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process.resolve("fd"), sockets)) {
                    return OptionalLong.of(Long.parseLong(process.getFileName().toString()));
                }
            }
        }
        return OptionalLong.empty();
    }

    private static boolean holds(Path descriptors, Set<String> sockets) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : open) {
                if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
        } catch (IOException e) {
            // Another user's, or over by now.
        }
        return false;
    }

    /// Memory that is in RAM (`VmRSS`).
    long residentBytes() throws IOException {
        for (String line : Files.readAllLines(PROC.resolve(pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KB;
            }
        }
        throw new IOException("process " + pid + " has ended");
    }

    /// Processor time since the process began, all threads.
    double cpuSeconds() throws IOException {
        String stat = Files.readString(PROC.resolve(pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
        return ticks / TICKS_PER_SECOND;
    }

    /// Processor time that the whole machine was busy since it began.
    static double machineCpuSeconds() throws IOException {
        String[] fields = Files.readAllLines(PROC.resolve("stat")).getFirst().split("\\s+", -1);
        long ticks = BUSY.stream().mapToLong(place -> Long.parseLong(fields[place + 1])).sum();
        return ticks / TICKS_PER_SECOND;
    }
}
