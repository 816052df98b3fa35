package io.rondo.bench.machine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The machine and the JVM at one moment.
 *
 * @param rondo the version, as {@code rondo --version} prints it
 * @param processor its model's name
 * @param cores that this process may use
 * @param caches of the first core, such as {@code L1 Data 32K}; empty where the kernel does not tell
 * @param shmTotalBytes size of /dev/shm, or 0 without one
 * @param loadAverage of the last minute: above 0 others use the machine too
 * @param jvmFlags that this process was started with
 */
public record Machine(
        String rondo,
        String jdk,
        String processor,
        int cores,
        List<String> caches,
        String kernel,
        long shmTotalBytes,
        long shmFreeBytes,
        double loadAverage,
        List<String> jvmFlags) {
    private static final Path SHM = Path.of("/dev/shm");
    private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");

    public static Machine here(String rondo) {
        return new Machine(
                rondo,
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                cachesHere(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                shmBytes(false),
                shmBytes(true),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                ManagementFactory.getRuntimeMXBean().getInputArguments());
    }

    public static String processorName() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static List<String> cachesHere() {
        List<String> caches = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(CACHES, "index*")) {
            for (Path cache : found) {
                caches.add("L" + read(cache, "level") + " " + read(cache, "type") + " " + read(cache, "size"));
            }
        } catch (IOException e) {
            return List.of();
        }
        Collections.sort(caches);
        return List.copyOf(caches);
    }

    private static String read(Path directory, String file) throws IOException {
        return Files.readString(directory.resolve(file)).strip();
    }

    private static long shmBytes(boolean isFree) {
        try {
            return isFree
                    ? Files.getFileStore(SHM).getUsableSpace()
                    : Files.getFileStore(SHM).getTotalSpace();
        } catch (IOException e) {
            return 0;
        }
    }

    /** For people, a fact a line. */
    public List<String> lines() {
        return List.of(
                rondo,
                "jdk: " + jdk,
                "processor: " + processor + ", " + cores + " cores" + (caches.isEmpty() ? "" : ", " + caches),
                "kernel: " + kernel,
                "/dev/shm: " + (shmTotalBytes >> 20) + " MiB, " + (shmFreeBytes >> 20) + " MiB free",
                String.format(Locale.ROOT, "load average: %.2f", loadAverage),
                "flags: " + String.join(" ", jvmFlags));
    }
}
