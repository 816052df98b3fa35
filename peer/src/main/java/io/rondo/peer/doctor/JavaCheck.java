package io.rondo.peer.doctor;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

/** The JDK, and whether it was started as {@code scripts/rondo} starts it. */
final class JavaCheck {
    private static final String NAME = "java";
    private static final int LEAST_VERSION = 25;
    private static final List<String> FLAGS = List.of(
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED");

    private JavaCheck() {}

    static Finding here() {
        return of(
                Runtime.version().feature(),
                ManagementFactory.getRuntimeMXBean().getInputArguments(),
                System.getenv());
    }

    static Finding of(int version, List<String> arguments, Map<String, String> environment) {
        if (version < LEAST_VERSION) {
            return Finding.problem(
                    NAME,
                    "this is JDK " + version + ", JDK " + LEAST_VERSION
                            + " or newer is needed; install one and name its directory in RONDO_JAVA_HOME");
        }
        List<String> missing =
                FLAGS.stream().filter(flag -> !arguments.contains(flag)).toList();
        if (!missing.isEmpty()) {
            return Finding.problem(
                    NAME,
                    "java was started without " + String.join(" ", missing)
                            + "; start Rondo by scripts/rondo, or java with @scripts/jvm.flags");
        }
        String threads = environment.get("OMP_NUM_THREADS");
        return "1".equals(threads)
                ? Finding.ok(NAME, "JDK " + version + " with the flags that Rondo needs")
                : Finding.warning(
                        NAME,
                        "OMP_NUM_THREADS is " + (threads == null ? "not set" : threads)
                                + ", so every peer's matrix products take all cores; start Rondo by scripts/rondo, or set it to 1");
    }
}
