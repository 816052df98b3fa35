package io.rondo.peer.launch;

import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.report.RunReport;
import java.io.PrintWriter;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on a terminal, and a line an epoch above it. */
public final class BarDisplay implements RunDisplay {
    private static final int REFRESH_MS = 200;

    private final PrintWriter out;
    private final PeerMeans means = new PeerMeans();
    private ProgressBar bar;

    public BarDisplay(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void onLaunch(RondoConfig config) {
        out.println(PlainDisplay.launchLine(config));
    }

    @Override
    public void onEvent(PeerEvent event) {
        if (event instanceof PeerEvent.Started started && means.isFirstStart()) {
            out.println(PlainDisplay.startLine(started));
            bar = new ProgressBarBuilder()
                    .setTaskName("steps")
                    .setInitialMax(started.totalSteps())
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(REFRESH_MS)
                    .setConsumer(new ConsoleProgressBarConsumer(System.out)) // its default, stderr, may be a pipe
                    .build();
            bar.stepTo(started.step());
        } else if (event instanceof PeerEvent.Progress progress && bar != null) {
            means.add(progress);
            bar.stepTo(progress.step());
            bar.setExtraMessage(means.line());
        } else if (PlainDisplay.isChange(event)) {
            out.println("\r\u001b[K" + PlainDisplay.changeLine(event));
        } else if (event instanceof PeerEvent.EpochEnded epoch) {
            out.println("\r\u001b[K" + PlainDisplay.epochLine(epoch.summary()));
        }
    }

    @Override
    public void onReport(RunReport report) {
        closeBar();
        out.println(PlainDisplay.reportLines(report));
    }

    private void closeBar() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    @Override
    public void close() {
        closeBar();
        out.flush();
    }
}
