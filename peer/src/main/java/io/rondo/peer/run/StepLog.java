package io.rondo.peer.run;

import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.report.MetricsLog;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.train.StepClock;
import io.rondo.peer.train.StepOutcome;
import io.rondo.peer.train.Trainee;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tells of the steps: an event a few times a second, and the first listed peer's metrics line for each. */
final class StepLog implements AutoCloseable {
    private static final long EVENT_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final int id;
    private final long totalSteps;
    private final Consumer<PeerEvent> events;
    private final MetricsLog metrics; // null when there is none to write
    private StepClock atLastEvent = new StepClock();
    private StepClock atLastStep = new StepClock();
    private long lastEventNs;

    /** @param isNew this peer comes into a run that is under way */
    StepLog(
            int id,
            RondoConfig config,
            long totalSteps,
            PeerOptions options,
            boolean isNew,
            Consumer<PeerEvent> events) {
        this.id = id;
        this.totalSteps = totalSteps;
        this.events = events;
        boolean isFirst = config.workers().get(0).id() == id;
        this.metrics = isFirst
                ? options.metrics().map(file -> new MetricsLog(file, isNew)).orElse(null)
                : null;
    }

    /** Of this peer. */
    int id() {
        return id;
    }

    PeerEvent started(Trainee trainee, long step) {
        return new PeerEvent.Started(
                id, trainee.parameterCount(), trainee.trainSamples(), trainee.testSamples(), step, totalSteps);
    }

    void onStep(long step, int epoch, StepOutcome outcome, StepClock clock) {
        if (metrics != null) {
            StepClock last = clock.since(atLastStep);
            atLastStep = clock.copy();
            metrics.write(new MetricsLog.Line(
                    step,
                    epoch + 1,
                    outcome.samples(),
                    outcome.loss(),
                    last.stepMs(),
                    last.computeMs(),
                    last.transferMs(),
                    last.waitMs()));
        }
        long nowNs = System.nanoTime();
        if (nowNs - lastEventNs >= EVENT_EVERY_NS || step == totalSteps) {
            lastEventNs = nowNs;
            StepClock lately = clock.since(atLastEvent);
            atLastEvent = clock.copy();
            events.accept(new PeerEvent.Progress(
                    id,
                    step,
                    epoch + 1,
                    outcome.loss(),
                    lately.samples() / lately.seconds(),
                    lately.computeMs(),
                    lately.transferMs(),
                    lately.waitMs()));
        }
    }

    @Override
    public void close() {
        if (metrics != null) {
            metrics.close();
        }
    }
}
