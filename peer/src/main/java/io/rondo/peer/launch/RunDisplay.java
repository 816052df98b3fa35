package io.rondo.peer.launch;

import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.report.RunReport;

/** Shows a run to a person. Called on the launcher's thread. */
public interface RunDisplay extends AutoCloseable {
    /** Shows nothing. */
    RunDisplay NONE = new RunDisplay() {
        @Override
        public void onLaunch(RondoConfig config) {}

        @Override
        public void onEvent(PeerEvent event) {}

        @Override
        public void onReport(RunReport report) {}

        @Override
        public void close() {}
    };

    void onLaunch(RondoConfig config);

    void onEvent(PeerEvent event);

    void onReport(RunReport report);

    /** The run is over, well or badly. */
    @Override
    void close();
}
