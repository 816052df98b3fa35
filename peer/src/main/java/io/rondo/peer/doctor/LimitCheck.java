package io.rondo.peer.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this user's processes may have at most. */
final class LimitCheck {
    private static final String NAME = "limits";
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files +(\\w+) +(\\w+)");
    private static final Pattern ADDRESS_SPACE = Pattern.compile("(?m)^Max address space +(\\w+)");
    private static final String UNLIMITED = "unlimited";
    /** Jars, logs, a driver's sockets and files. */
    private static final int FILES_PER_PROCESS = 256;
    /** Links to and from it, its windows, its connection to the membership service. */
    private static final int FILES_PER_MEMBER = 16;

    private LimitCheck() {}

    static Finding here(int members) throws IOException {
        return Files.isReadable(LIMITS)
                ? of(Files.readString(LIMITS), members)
                : Finding.ok(NAME, "this system does not say what they are");
    }

    /** @param limits as the kernel writes them */
    static Finding of(String limits, int members) {
        long needed = FILES_PER_PROCESS + (long) FILES_PER_MEMBER * members;
        Matcher files = OPEN_FILES.matcher(limits);
        if (files.find() && !files.group(2).equals(UNLIMITED) && Long.parseLong(files.group(2)) < needed) {
            return Finding.problem(
                    NAME,
                    "a process may open " + files.group(2) + " files, a peer among " + members + " needs up to "
                            + needed + "; raise it: ulimit -n " + needed + ", or nofile in /etc/security/limits.conf");
        }
        Matcher space = ADDRESS_SPACE.matcher(limits);
        if (space.find() && !space.group(1).equals(UNLIMITED)) {
            return Finding.warning(
                    NAME,
                    "a process may have " + (Long.parseLong(space.group(1)) >> 20)
                            + " MiB of address space, and the JVM reserves far more than it uses; ulimit -v unlimited");
        }
        return Finding.ok(NAME, "open files and address space are enough; no memory is locked");
    }
}
