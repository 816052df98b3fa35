package io.rondo.peer.data.digits;

import io.rondo.peer.data.random.SplitMix;
import java.util.Arrays;

/**
 * Draws a path on 28 x 28 grey pixels, white ink (255) on black. A pixel's ink falls from full to none over the width
 * of the soft edge around the pen's radius, by its centre's distance to the nearest line; then grain is added.
 */
final class Pen {
    private static final double FAR = 1e9;

    private final double[] nearest = new double[Digits.SIDE * Digits.SIDE];
    private double radius;
    private double edge;
    private double ink;
    private double grain;

    /** Picks the pen for one image; afterwards {@link #radius()} says how far its ink reaches. */
    void choose(SplitMix random) {
        radius = random.between(0.7, 1.9);
        edge = random.between(0.8, 1.6);
        ink = random.between(0.85, 1.2);
        grain = random.below(3) == 0 ? random.between(0, 20) : 0;
    }

    double radius() {
        return radius;
    }

    /** Draws the path into {@code image}, row by row. */
    void draw(Polyline path, SplitMix random, byte[] image) {
        Arrays.fill(nearest, FAR);
        double reach = radius + edge / 2;
        for (int i = 1; i < path.points; i++) {
            if (!path.first[i]) {
                line(path.x[i - 1], path.y[i - 1], path.x[i], path.y[i], reach);
            }
        }
        for (int p = 0; p < nearest.length; p++) {
            double value = 0;
            if (nearest[p] < FAR) {
                double depth = (reach - Math.sqrt(nearest[p])) / edge;
                value = 255 * Math.min(1, ink * Math.max(0, Math.min(1, depth)));
            }
            if (grain > 0) {
                value += grain * random.bell();
            }
            image[p] = (byte) Math.max(0, Math.min(255, (int) (value + 0.5)));
        }
    }

    /** Lowers the squared distance of each pixel near the line from (ax, ay) to (bx, by). */
    private void line(double ax, double ay, double bx, double by, double reach) {
        double dx = bx - ax;
        double dy = by - ay;
        double lengthSquared = dx * dx + dy * dy;
        double perLength = lengthSquared > 0 ? 1 / lengthSquared : 0;
        int left = Math.max(0, (int) (Math.min(ax, bx) - reach));
        int right = Math.min(Digits.SIDE - 1, (int) (Math.max(ax, bx) + reach));
        int top = Math.max(0, (int) (Math.min(ay, by) - reach));
        int bottom = Math.min(Digits.SIDE - 1, (int) (Math.max(ay, by) + reach));
        for (int row = top; row <= bottom; row++) {
            double py = row + 0.5 - ay;
            for (int column = left; column <= right; column++) {
                double px = column + 0.5 - ax;
                double along = Math.max(0, Math.min(1, (px * dx + py * dy) * perLength));
                double offX = px - along * dx;
                double offY = py - along * dy;
                int p = row * Digits.SIDE + column;
                nearest[p] = Math.min(nearest[p], offX * offX + offY * offY);
            }
        }
    }
}
