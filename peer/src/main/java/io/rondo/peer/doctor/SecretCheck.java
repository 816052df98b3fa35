package io.rondo.peer.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Whether the file with {@code job.secret} keeps it. */
final class SecretCheck {
    private static final String NAME = "secret";

    private SecretCheck() {}

    static Finding of(Path file) throws IOException {
        Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(file);
        boolean isOpen =
                allowed.contains(PosixFilePermission.GROUP_READ) || allowed.contains(PosixFilePermission.OTHERS_READ);
        return isOpen
                ? Finding.warning(
                        NAME,
                        file + " holds job.secret, and others than its owner can read it ("
                                + PosixFilePermissions.toString(allowed) + "); chmod 600 " + file)
                : Finding.ok(NAME, "job.secret is set, and " + file + " can be read by its owner alone");
    }
}
