package io.rondo.peer.cli;

import io.rondo.peer.RondoException;
import java.util.Locale;

/** Linux is supported; macOS is let through untested; Windows has neither /dev/shm nor the native jars of this build. */
final class SupportedPlatform {
    private SupportedPlatform() {}

    /** Refuses the operating system of that name (system property {@code os.name}) if Rondo cannot run there. */
    static void require(String osName) {
        if (osName.toLowerCase(Locale.ROOT).startsWith("windows")) {
            throw new RondoException("Rondo does not run on " + osName
                    + ": use Linux (x86-64 is tested), or a Linux virtual machine such as WSL 2");
        }
    }
}
