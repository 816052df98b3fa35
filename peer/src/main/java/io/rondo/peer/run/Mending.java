package io.rondo.peer.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** How long each part of mending the ring took, from the break that this peer noticed to the step's commit. Training thread only. */
final class Mending {
    /** What is done, in order. */
    enum Part {
        /** The peer has noticed that the ring is of no use any more. */
        NOTICED,
        /** Its links, and the driver if it was held here, are closed. */
        CLOSED,
        /** A view has come. */
        VIEWED,
        /** The host's data driver runs and this peer is connected to it. */
        CONNECTED,
        /** All members hear each other. */
        LINKED,
        /** The targets are made and mapped. */
        MAPPED,
        /** The members know what each has committed; who was behind has caught up, newcomers have the run's state. */
        AGREED,
        /** The step that was under way is committed. */
        COMMITTED
    }

    private static final Part[] PARTS = Part.values();

    private final long[] doneNs = new long[PARTS.length];
    private boolean isUnderWay;

    /** The ring is of no use since then, or a little longer. */
    void begin(long nowNs) {
        if (!isUnderWay) {
            isUnderWay = true;
            Arrays.fill(doneNs, nowNs);
        }
    }

    /** From here on nothing is to be mended: the next ring is opened for another reason. */
    void forget() {
        isUnderWay = false;
    }

    /** Done now; a part that is done anew, because the next ring broke too, counts from its last time. */
    void onDone(Part part) {
        doneNs[part.ordinal()] = System.nanoTime();
    }

    /** The break was noticed so long ago. */
    void noticed(long agoNs) {
        doneNs[Part.NOTICED.ordinal()] = System.nanoTime() - agoNs;
    }

    /**
     * The step is committed.
     *
     * @return each part's milliseconds, or null when nothing was mended
     */
    String committed() {
        if (!isUnderWay) {
            return null;
        }
        isUnderWay = false;
        onDone(Part.COMMITTED);
        return Arrays.stream(PARTS)
                .skip(1)
                .map(part -> part.name().toLowerCase(Locale.ROOT) + "=" + milliseconds(part))
                .collect(Collectors.joining(" "));
    }

    /** When the break was noticed, by this host's {@link System#nanoTime}. */
    long noticedNs() {
        return doneNs[0];
    }

    private String milliseconds(Part part) {
        long ns = doneNs[part.ordinal()] - doneNs[part.ordinal() - 1];
        return String.format(Locale.ROOT, "%.1f", ns / (double) TimeUnit.MILLISECONDS.toNanos(1));
    }
}
