package io.rondo.hogwild;

/**
 * A ring of models that mix in double precision, one component after the other, straight from the formulas: what the
 * vectorised rule is compared with.
 */
final class PublishedRule {
    final double[][] w;
    final double[][] old;
    private final double scale;
    private final double tolerance;
    private final double beta;
    private final double lambda;

    PublishedRule(int peers, int length, double scale, double tolerance) {
        this.w = new double[peers][length];
        this.old = new double[peers][length];
        this.scale = scale;
        this.tolerance = tolerance;
        this.beta = root(peers);
        this.lambda = 1 - Math.pow(beta, peers - 1);
    }

    /** Newton's method on {@code b^n + b - 1}, which is convex: from 1 downwards it cannot overshoot. */
    private static double root(int n) {
        double b = 1;
        for (int i = 0; i < 100; i++) {
            b -= (Math.pow(b, n) + b - 1) / (n * Math.pow(b, n - 1) + 1);
        }
        return b;
    }

    /** One exchange of holder i; a ring of one has nobody to exchange with. */
    void exchange(int i) {
        int next = (i + 1) % w.length;
        for (int k = 0; next != i && k < w[i].length; k++) {
            double d = (w[i][k] - old[i][k]) * scale;
            double nx = w[next][k];
            if (Math.abs(d) > tolerance) {
                w[next][k] = nx + beta * d;
                w[i][k] = lambda * nx + (1 - lambda) * w[i][k] + (beta + lambda - 1) * d;
                old[i][k] = w[i][k];
            } else {
                w[i][k] = lambda * nx + (1 - lambda) * w[i][k] + lambda * d;
                old[i][k] = w[i][k] - d;
            }
        }
    }
}
