package io.rondo.peer.data.digits;

/**
 * The path of the pen for one image: many short lines, reused from image to image. A path of several strokes is one
 * list of points in which some are marked as the first of a stroke.
 */
final class Polyline {
    private static final int CAPACITY = 128;

    final double[] x = new double[CAPACITY];
    final double[] y = new double[CAPACITY];
    final boolean[] first = new boolean[CAPACITY];
    int points;

    void clear() {
        points = 0;
    }

    void add(double px, double py, boolean startsStroke) {
        x[points] = px;
        y[points] = py;
        first[points] = startsStroke;
        points++;
    }

    /** Scales the path so that the longer side of its box is {@code side}, and moves its centre of mass to (cx, cy). */
    void fit(double side, double cx, double cy) {
        double left = x[0];
        double right = x[0];
        double top = y[0];
        double bottom = y[0];
        for (int i = 1; i < points; i++) {
            left = Math.min(left, x[i]);
            right = Math.max(right, x[i]);
            top = Math.min(top, y[i]);
            bottom = Math.max(bottom, y[i]);
        }
        double scale = side / Math.max(right - left, bottom - top);
        for (int i = 0; i < points; i++) {
            x[i] *= scale;
            y[i] *= scale;
        }
        centre(cx, cy);
    }

    /** A line weighs what it is long: ink follows length. */
    private void centre(double cx, double cy) {
        double mass = 0;
        double massX = 0;
        double massY = 0;
        for (int i = 1; i < points; i++) {
            if (!first[i]) {
                double dx = x[i] - x[i - 1];
                double dy = y[i] - y[i - 1];
                double length = Math.sqrt(dx * dx + dy * dy);
                mass += length;
                massX += length * (x[i] + x[i - 1]) / 2;
                massY += length * (y[i] + y[i - 1]) / 2;
            }
        }
        double moveX = cx - massX / mass;
        double moveY = cy - massY / mass;
        for (int i = 0; i < points; i++) {
            x[i] += moveX;
            y[i] += moveY;
        }
    }
}
