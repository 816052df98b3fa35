package io.rondo.peer.data.digits;

import java.util.ArrayList;
import java.util.List;

/**
 * The ways to write each digit. A glyph is a few strokes in a box of 100 x 100, x to the right and y down, through
 * whose points the pen runs smoothly; at a point marked {@code !} it turns sharply. Strokes are separated by {@code ;}.
 */
final class Glyphs {
    /** One glyph per line; the first character is its digit. A line that stands twice is written twice as often. */
    private static final String ALL = """
            0 50,0 20,12 4,50 20,88 50,100 80,88 96,50 80,12 50,0
            0 62,4 30,4 6,35 10,75 40,100 75,90 95,55 85,18 58,2 40,8
            0 40,2 12,25 4,60 25,95 60,98 92,70 96,35 75,6 45,3
            1 50,0! 50,100
            1 54,0 50,50 47,100
            1 40,20 52,0! 52,100
            1 36,22 52,0! 52,100; 32,100! 74,100
            2 8,25 25,4 55,0 85,15 85,40 55,68 8,100! 95,100
            2 10,22 30,2 65,2 85,25 70,55 35,85 12,98 8,85 25,78 50,92 75,100 98,92
            2 5,30 20,5 60,0 88,20 75,50 40,78 5,98! 40,92 70,98 95,94
            2 12,10 45,0 80,8 86,32 60,60 10,92 8,80 30,76 60,94 96,98
            3 8,12 40,0 80,8 85,28 70,42 40,48! 75,54 95,72 80,94 45,100 5,88
            3 10,10 45,0 80,14 75,36 45,48 78,58 92,78 70,97 35,100 5,86
            3 10,4! 85,4! 45,42! 80,52 92,76 65,98 30,100 5,88
            3 15,8 50,0 82,12 70,40 35,46! 50,46! 85,62 84,88 45,100 5,94
            4 20,0 12,35 10,58! 50,60 95,56; 72,10 68,50 62,100
            4 65,0! 5,65! 98,65; 68,0! 66,100
            4 15,5! 8,55! 95,55; 75,0! 70,100
            4 75,0 40,30 8,62 50,66 98,62; 74,0 70,50 66,100
            4 15,0 8,35 25,52 60,50 85,30; 90,0 84,40 78,100
            5 90,2! 25,2! 18,45! 50,38 85,52 90,75 65,97 30,100 5,88
            5 22,4 18,45! 55,38 88,58 82,85 50,100 8,92; 22,4! 92,0
            5 88,5 50,4 25,10 18,40 50,45 85,58 86,82 50,100 8,92
            5 95,0! 40,6! 28,42 60,48 80,65 70,90 40,100 5,95
            6 75,0 40,18 15,50 10,78 35,100 70,96 86,75 70,54 40,54 14,72
            6 60,0 25,35 8,70 28,98 65,98 85,78 65,58 30,62 12,78
            6 30,0 15,40 10,75 35,100 75,94 80,68 50,55 18,70
            6 85,4 50,8 20,40 8,75 30,100 70,92 72,66 45,60 15,80
            6 55,0 25,30 8,65 20,95 55,100 88,80 80,56 50,58 28,90
            7 5,5! 92,2! 60,45 35,100
            7 5,5! 92,2! 60,45 40,100; 28,50! 78,48
            7 6,22 8,4! 95,4! 55,50 40,100
            7 5,12 40,2 92,6! 60,50 45,100
            7 8,20 20,4 50,10 92,4 70,40 55,100
            8 80,12 45,0 15,15 25,38 55,50 85,68 80,92 45,100 12,88 15,65 45,48 78,32 82,12
            8 50,48 18,35 15,12 50,0 84,12 80,35 50,48 12,66 10,88 50,100 90,88 88,66 50,48
            8 60,46 30,32 28,8 55,0 78,12 68,36 35,58 12,82 30,100 62,98 72,78 55,46
            8 85,4 60,14 20,12 18,34 50,52 70,74 60,98 30,98 22,76 50,46 88,18 82,4
            8 90,8 55,2 15,14 25,38 70,60 85,82 50,100 15,84 30,58 75,30 95,5
            9 85,22 60,0 20,8 8,32 30,52 65,46 86,22 86,55 70,85 35,100
            9 82,18 45,0 10,20 15,45 50,50 82,24! 78,100
            9 82,20 50,0 12,14 14,42 50,50 80,30 86,10; 84,20 84,60 75,88 45,100 15,90
            9 80,10 40,2 8,28 30,50 70,34 82,8! 75,50 60,100
            """;

    /** The glyphs of each digit. */
    private static final Stroke[][][] BY_DIGIT = parse();

    private Glyphs() {}

    /** The glyphs of a digit, each an array of strokes. */
    static Stroke[][] of(int digit) {
        return BY_DIGIT[digit];
    }

    /** A line of the pen: its points, and at which of them it turns sharply. */
    record Stroke(double[] x, double[] y, boolean[] sharp) {
        int points() {
            return x.length;
        }
    }

    private static Stroke[][][] parse() {
        List<List<Stroke[]>> byDigit = new ArrayList<>();
        for (int digit = 0; digit < 10; digit++) {
            byDigit.add(new ArrayList<>());
        }
        for (String line : ALL.split("\n")) {
            String[] strokes = line.substring(2).split(";");
            Stroke[] glyph = new Stroke[strokes.length];
            for (int i = 0; i < strokes.length; i++) {
                glyph[i] = stroke(strokes[i].trim().split(" "));
            }
            byDigit.get(line.charAt(0) - '0').add(glyph);
        }
        return byDigit.stream().map(glyphs -> glyphs.toArray(new Stroke[0][])).toArray(Stroke[][][]::new);
    }

    private static Stroke stroke(String[] points) {
        Stroke stroke = new Stroke(new double[points.length], new double[points.length], new boolean[points.length]);
        for (int i = 0; i < points.length; i++) {
            boolean sharp = points[i].endsWith("!");
            String[] xy = (sharp ? points[i].substring(0, points[i].length() - 1) : points[i]).split(",");
            stroke.x[i] = Integer.parseInt(xy[0]);
            stroke.y[i] = Integer.parseInt(xy[1]);
            stroke.sharp[i] = sharp;
        }
        return stroke;
    }
}
