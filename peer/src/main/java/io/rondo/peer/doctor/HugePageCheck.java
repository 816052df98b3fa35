package io.rondo.peer.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether windows can have huge pages: without them sums are slower, and a killed peer is noticed later. */
final class HugePageCheck {
    private static final String NAME = "huge pages";
    private static final Path SETTING = Path.of("/sys/kernel/mm/transparent_hugepage/shmem_enabled");
    private static final Pattern CHOSEN = Pattern.compile("\\[(\\w+)]");
    private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final Set<String> WILLING = Set.of("always", "within_size", "advise", "force");
    /** From 6.1 on a program may ask for them whatever the setting is. */
    private static final int KERNEL = 6;

    private static final int PATCH_LEVEL = 1;

    private HugePageCheck() {}

    static Finding here() throws IOException {
        String setting = Files.isReadable(SETTING) ? Files.readString(SETTING) : "";
        return of(System.getProperty("os.version"), setting);
    }

    /**
     * @param release of the kernel
     * @param setting as the kernel writes it: all words, the chosen one in brackets; empty: the kernel has none
     */
    static Finding of(String release, String setting) {
        Matcher chosen = CHOSEN.matcher(setting);
        if (!chosen.find()) {
            return Finding.warning(
                    NAME,
                    "this kernel has no huge pages for shared memory: windows lie in small ones, and sums are slower"
                            + "; use one with CONFIG_TRANSPARENT_HUGEPAGE");
        }
        Matcher version = RELEASE.matcher(release);
        boolean mayAsk = version.matches()
                && compare(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2))) >= 0;
        return mayAsk || WILLING.contains(chosen.group(1))
                ? Finding.ok(NAME, "windows get them (kernel " + release + ", shmem_enabled " + chosen.group(1) + ")")
                : Finding.warning(
                        NAME,
                        "kernel " + release + " gives shared memory none (shmem_enabled " + chosen.group(1)
                                + "); echo advise > " + SETTING + ", or use kernel 6.1 or newer");
    }

    private static int compare(int kernel, int patchLevel) {
        return kernel != KERNEL ? Integer.compare(kernel, KERNEL) : Integer.compare(patchLevel, PATCH_LEVEL);
    }
}
