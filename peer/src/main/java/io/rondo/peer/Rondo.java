package io.rondo.peer;

import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.launch.LaunchOptions;
import io.rondo.peer.launch.Launcher;
import io.rondo.peer.launch.RunDisplay;
import io.rondo.peer.report.RunReport;

/**
 * Training from Java. The peers run as processes of their own, on this JVM's java and class path, with Rondo's JVM flags;
 * so classes named by {@code model.class} and {@code data.class} are found when they are on this class path.
 *
 * <pre>{@code
 * RondoConfig config = ConfigReader.readText("model: {class: com.acme.MyModel}\npeers: 2", "example");
 * RunReport report = Rondo.train(config);
 * System.out.println(report.testAccuracy());
 * }</pre>
 */
public final class Rondo {
    private Rondo() {}

    /**
     * Trains to the end and shows nothing.
     *
     * @throws RondoException when the run cannot start or a peer fails; its message is one sentence for a person
     */
    public static RunReport train(RondoConfig config) {
        return train(config, LaunchOptions.NONE, RunDisplay.NONE);
    }

    /** Trains to the end. */
    public static RunReport train(RondoConfig config, LaunchOptions options, RunDisplay display) {
        return Launcher.run(config, options, display);
    }
}
