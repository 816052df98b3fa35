package io.rondo.peer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.allreduce.Nic;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each check decides, from what a host says of itself. */
class ChecksTest {
    private static final List<String> FLAGS = List.of(
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx256m");
    private static final Map<String, String> ONE_THREAD = Map.of("OMP_NUM_THREADS", "1");
    private static final String NEVER = "always within_size advise [never] deny force\n";

    @TempDir
    private Path directory;

    @Test
    void shouldLookAtJava() {
        assertOk(JavaCheck.of(25, FLAGS, ONE_THREAD));
        assertProblem(JavaCheck.of(21, FLAGS, ONE_THREAD), "this is JDK 21, JDK 25 or newer is needed; ");
        assertProblem(
                JavaCheck.of(25, FLAGS.subList(1, 4), ONE_THREAD),
                "java was started without --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED; start Rondo by scripts/rondo");
        assertWarning(JavaCheck.of(25, FLAGS, Map.of()), "OMP_NUM_THREADS is not set, ");
        assertWarning(JavaCheck.of(25, FLAGS, Map.of("OMP_NUM_THREADS", "8")), "OMP_NUM_THREADS is 8, ");
    }

    @Test
    void shouldLookAtTheFileWithTheSecret() throws IOException {
        Path file = Files.createFile(directory.resolve("rondo.yaml"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertOk(SecretCheck.of(file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertWarning(
                SecretCheck.of(file),
                file + " holds job.secret, and others than its owner can read it (rw-r-----); chmod 600 " + file);
    }

    @Test
    void shouldLookAtTheBuild() throws IOException {
        Files.createFile(directory.resolve("pom.xml"));
        Path source = directory.resolve("peer/src/main/java/A.java");
        Files.createDirectories(source.getParent());
        Files.createFile(source);
        assertOk(BuildCheck.of(directory));
        Path stamp = directory.resolve("bench/target/rondo-built");
        Files.createDirectories(stamp.getParent());
        Files.createFile(stamp);
        Files.setLastModifiedTime(stamp, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
        assertOk(BuildCheck.of(directory));

        Files.setLastModifiedTime(stamp, FileTime.fromMillis(0));
        Files.setLastModifiedTime(directory.resolve("pom.xml"), FileTime.fromMillis(0));

        assertWarning(
                BuildCheck.of(directory),
                "peer/src/main/java/A.java is newer than what was built; start scripts/rondo without RONDO_SKIP_BUILD");
    }

    @Test
    void shouldLookAtRoom() {
        Path shm = Path.of("/dev/shm");
        assertOk(SharedMemoryCheck.of(1_000, 4, 1L << 30, shm));
        assertProblem(
                SharedMemoryCheck.of(1_000_000, 4, 64 << 20, shm),
                "/dev/shm is too small: 4 peers with 1000000 parameters need ");
        assertWarning(SharedMemoryCheck.of(1_000, 4, 1L << 30, Path.of("/tmp")), "/dev/shm is not there, ");
        assertOk(OutputCheck.of(Path.of("out"), 1_000, 3, 1 << 20));
        assertWarning(
                OutputCheck.of(Path.of("out"), 1_000_000, 3, 40 << 20),
                "3 checkpoints may need 45 MiB in out, 40 MiB are free; ");
    }

    @Test
    void shouldLookAtSocketBuffers() {
        assertOk(SocketBufferCheck.of(1 << 20, 1 << 19, 1 << 20, 1 << 19));
        assertProblem(
                SocketBufferCheck.of(212_992, 212_992, 1 << 20, 1 << 19),
                "net.core.rmem_max is 212992, the receive buffer of a link between hosts wants 1048576; sysctl -w"
                        + " net.core.rmem_max=1048576, ");
        assertWarning(
                SocketBufferCheck.of(1 << 20, 212_992, 1 << 20, 1 << 19),
                "net.core.wmem_max is 212992, the send buffer of a link between hosts wants 524288; sysctl -w"
                        + " net.core.wmem_max=524288, ");
    }

    @Test
    void shouldLookAtCores() {
        assertOk(CoreCheck.of(4, 8, 3.9));
        assertWarning(CoreCheck.of(4, 2, 0), "4 peers on 2 cores, load 0.0: they share cores, ");
        assertWarning(CoreCheck.of(2, 2, 8.2), "2 peers on 2 cores, load 8.2: other programs compute here, ");
    }

    @Test
    void shouldLookAtHugePages() {
        assertOk(HugePageCheck.of("6.1.0-13-amd64", NEVER));
        assertOk(HugePageCheck.of("5.15.0", NEVER.replace("advise [never]", "[advise] never")));
        assertWarning(
                HugePageCheck.of("5.15.0", NEVER),
                "kernel 5.15.0 gives shared memory none (shmem_enabled never); echo advise > ");
        assertWarning(HugePageCheck.of("6.1.0", ""), "this kernel has no huge pages for shared memory: ");
    }

    @Test
    void shouldLookAtLimits() {
        assertOk(LimitCheck.of(limits("1024", "unlimited"), 4));
        assertOk(LimitCheck.of(limits("unlimited", "unlimited"), 4));
        assertProblem(
                LimitCheck.of(limits("256", "unlimited"), 4),
                "a process may open 256 files, a peer among 4 needs up to 320; raise it: ulimit -n 320, ");
        assertWarning(LimitCheck.of(limits("1024", "4294967296"), 4), "a process may have 4096 MiB of address space, ");
    }

    private static String limits(String files, String space) {
        return "Limit                     Soft Limit           Hard Limit           Units     \n"
                + "Max open files            256                  " + files + "                files     \n"
                + "Max address space         " + space + "            unlimited            bytes     \n";
    }

    @Test
    void shouldLookAtNics() throws IOException {
        Nic nic = new Nic("nic0", InetAddress.getByName("10.0.0.1"), 1500, 1000);
        assertThat(NicCheck.of(nic, true, 0).sentence()).isEqualTo("nic0 (10.0.0.1) is up, MTU 1500, 1000 Mbit/s");
        assertProblem(NicCheck.of(nic, false, 0), "nic0 (10.0.0.1) is down; ip link set nic0 up, ");
        assertProblem(
                NicCheck.of(nic, true, 9000),
                "transport.mtu is 9000, and nic0 (10.0.0.1) sends packets of 1500 bytes at most; ");
    }

    private static void assertOk(Finding finding) {
        assertThat(finding.level()).as(finding.sentence()).isEqualTo(Finding.Level.OK);
    }

    private static void assertWarning(Finding finding, String begin) {
        assertThat(finding.sentence()).startsWith(begin);
        assertThat(finding.level()).isEqualTo(Finding.Level.WARNING);
    }

    private static void assertProblem(Finding finding, String begin) {
        assertThat(finding.sentence()).startsWith(begin);
        assertThat(finding.level()).isEqualTo(Finding.Level.PROBLEM);
    }
}
