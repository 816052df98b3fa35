package io.rondo.peer.train;

import io.rondo.peer.RondoException;
import io.rondo.peer.model.GradientListener;
import java.util.function.IntConsumer;

/** Turns what a model tells of its gradients into buckets that are final, in the plan's order. Training thread only. */
final class FinalBuckets implements GradientListener {
    private final BucketPlan plan;
    private final IntConsumer onFinal;
    private int finalFrom;
    private int next;

    /** @param onFinal told each bucket's number once a batch */
    FinalBuckets(BucketPlan plan, IntConsumer onFinal) {
        this.plan = plan;
        this.onFinal = onFinal;
    }

    /** A batch begins: nothing is final. */
    void begin() {
        finalFrom = plan.elements();
        next = 0;
    }

    @Override
    public void onFinal(int from, int to) {
        if (to != finalFrom || from < 0 || from > to) {
            throw new RondoException("the model tells of final gradients " + from + " to " + to
                    + ", expected some that end at " + finalFrom + ": see GradientListener");
        }
        finalFrom = from;
        while (next < plan.count() && plan.begin(next) >= from) {
            onFinal.accept(next++);
        }
    }

    /** The batch is over. */
    void requireAll() {
        if (finalFrom != 0) {
            throw new RondoException("the model has told of no final gradients below " + finalFrom
                    + ", expected all down to 0: see GradientListener");
        }
    }
}
