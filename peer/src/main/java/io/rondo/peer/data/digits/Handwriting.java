package io.rondo.peer.data.digits;

import io.rondo.peer.data.digits.Glyphs.Stroke;
import io.rondo.peer.data.random.SplitMix;

/**
 * One hand writing one digit: picks a glyph, moves its points a little, bends, slants and turns the whole, and runs a
 * smooth curve (Catmull and Rom) through the points. All lengths here are in glyph units, 100 to the box.
 */
final class Handwriting {
    private static final int LINES_PER_SPAN = 6;
    private static final int MOST_POINTS = 16;

    private final double[] px = new double[MOST_POINTS];
    private final double[] py = new double[MOST_POINTS];

    private double xx;
    private double xy;
    private double yx;
    private double yy;
    private double bendX;
    private double bendY;
    private double squeeze;

    /** Writes the digit into {@code path}, which it clears first. */
    void write(int digit, SplitMix random, Polyline path) {
        Stroke[][] glyphs = Glyphs.of(digit);
        Stroke[] glyph = glyphs[random.below(glyphs.length)];
        chooseHand(random);
        double jitter = random.between(1.5, 5.0);
        path.clear();
        for (Stroke stroke : glyph) {
            move(stroke, jitter, random);
            curve(stroke, path);
        }
    }

    private void chooseHand(SplitMix random) {
        double width = random.between(0.45, 1.0);
        double slant = 0.12 + 0.26 * random.bell();
        double turn = 0.14 * random.bell();
        double sin = StrictMath.sin(turn);
        double cos = StrictMath.cos(turn);
        xx = cos * width;
        xy = -cos * slant - sin;
        yx = sin * width;
        yy = cos - sin * slant;
        bendX = 11 * random.bell();
        bendY = 9 * random.bell();
        squeeze = 0.12 * random.bell();
    }

    /** Jitter each point by itself, then bend (a parabola each way), make top or bottom larger, slant and turn. */
    private void move(Stroke stroke, double jitter, SplitMix random) {
        for (int i = 0; i < stroke.points(); i++) {
            double x = (stroke.x()[i] - 50 + jitter * random.bell()) / 50;
            double y = (stroke.y()[i] - 50 + jitter * random.bell()) / 50;
            double bentX = 50 * x * (1 + squeeze * y) + bendX * (y * y - 0.5);
            double bentY = 50 * y + bendY * (x * x - 0.5);
            px[i] = xx * bentX + xy * bentY;
            py[i] = yx * bentX + yy * bentY;
        }
    }

    private void curve(Stroke stroke, Polyline path) {
        int last = stroke.points() - 1;
        path.add(px[0], py[0], true);
        for (int i = 0; i < last; i++) {
            boolean straightIn = i == 0 || stroke.sharp()[i];
            boolean straightOut = i + 1 == last || stroke.sharp()[i + 1];
            double fromX = straightIn ? px[i + 1] - px[i] : (px[i + 1] - px[i - 1]) / 2;
            double fromY = straightIn ? py[i + 1] - py[i] : (py[i + 1] - py[i - 1]) / 2;
            double toX = straightOut ? px[i + 1] - px[i] : (px[i + 2] - px[i]) / 2;
            double toY = straightOut ? py[i + 1] - py[i] : (py[i + 2] - py[i]) / 2;
            span(i, fromX, fromY, toX, toY, path);
        }
    }

    /** A cubic from point i to point i + 1 with the given directions at its ends (Hermite's form). */
    private void span(int i, double fromX, double fromY, double toX, double toY, Polyline path) {
        for (int k = 1; k <= LINES_PER_SPAN; k++) {
            double t = (double) k / LINES_PER_SPAN;
            double a = (1 + 2 * t) * (1 - t) * (1 - t);
            double b = t * (1 - t) * (1 - t);
            double c = t * t * (3 - 2 * t);
            double d = t * t * (t - 1);
            path.add(
                    a * px[i] + b * fromX + c * px[i + 1] + d * toX,
                    a * py[i] + b * fromY + c * py[i + 1] + d * toY,
                    false);
        }
    }
}
