package io.rondo.hogwild.sparse;

/** What a linear model {@code w} loses on an example {@code (x, y)} with margin {@code y * (w.x)}. */
public enum LinearLoss {
    /** Support vector machine: {@code max(0, 1 - margin)}. */
    HINGE {
        @Override
        double loss(double margin) {
            return Math.max(0, 1 - margin);
        }

        @Override
        double pull(double margin) {
            return margin < 1 ? 1 : 0;
        }
    },
    /** Logistic regression: {@code log(1 + exp(-margin))}. */
    LOGISTIC {
        @Override
        double loss(double margin) {
            return margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
        }

        @Override
        double pull(double margin) {
            return 1 / (1 + Math.exp(margin));
        }
    };

    abstract double loss(double margin);

    /** How strongly the example pulls {@code w} along {@code y * x}: minus the loss's derivative by the margin. */
    abstract double pull(double margin);
}
