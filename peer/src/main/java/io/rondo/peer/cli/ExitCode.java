package io.rondo.peer.cli;

/** What a command's exit code says. */
public final class ExitCode {
    public static final int DONE = 0;
    /** One sentence on stderr says why. */
    public static final int FAILED = 1;
    /** The command line itself is wrong. */
    public static final int USAGE = 2;

    private ExitCode() {}
}
