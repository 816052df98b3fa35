package io.rondo.peer.launch;

import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.report.RunReport;

/** Shows a run to a person, or follows it otherwise. Called on the launcher's thread. */
public interface RunDisplay extends AutoCloseable {
    /** Shows nothing. */
    RunDisplay NONE = event -> {};

    /** The run begins with this effective config. */
    default void onLaunch(RondoConfig config) {}

    void onEvent(PeerEvent event);

    /** The run has ended well. */
    default void onReport(RunReport report) {}

    /** The run is over, well or badly. */
    @Override
    default void close() {}
}
