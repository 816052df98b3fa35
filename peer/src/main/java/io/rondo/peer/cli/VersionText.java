package io.rondo.peer.cli;

import io.rondo.peer.RondoException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into {@code version.properties}, and what it runs on. */
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        return new String[] {"rondo " + version() + " (JDK " + Runtime.version() + ", " + platform + ")"};
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = VersionText.class.getResourceAsStream("version.properties")) {
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new RondoException("the jar's version.properties cannot be read: " + e.getMessage(), e);
        }
    }
}
