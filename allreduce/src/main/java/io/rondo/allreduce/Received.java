package io.rondo.allreduce;

import java.util.Arrays;

/**
 * Which frames of an operation have come, and by which rail the answers went: what a link of several rails needs, because
 * a rail may die with frames on it, and what is sent again may come twice.
 */
final class Received {
    private static final byte NOT_SENT = -1;

    private long[] bits = new long[0];
    private byte[] rails = new byte[0];
    private int hops;
    private int segments;

    /** Nothing has come. */
    void begin(int newHops, int newSegments) {
        hops = newHops;
        segments = newSegments;
        int frames = Math.multiplyExact(hops, segments);
        int words = (frames + Long.SIZE - 1) / Long.SIZE;
        if (bits.length < words) {
            bits = new long[words];
            rails = new byte[words * Long.SIZE];
        }
        Arrays.fill(bits, 0, words, 0);
        Arrays.fill(rails, 0, frames, NOT_SENT);
    }

    boolean has(int hop, int segment) {
        int index = hop * segments + segment;
        return (bits[index / Long.SIZE] & 1L << index % Long.SIZE) != 0;
    }

    void add(int hop, int segment) {
        int index = hop * segments + segment;
        bits[index / Long.SIZE] |= 1L << index % Long.SIZE;
    }

    boolean isFrame(int hop, int segment) {
        return hop >= 0 && hop < hops && segment >= 0 && segment < segments;
    }

    /** The frame of this hop and segment was sent by the rail. */
    void onSent(int hop, int segment, int rail) {
        rails[hop * segments + segment] = (byte) rail;
    }

    /** The rail that it was sent by, or -1. */
    int railOf(int hop, int segment) {
        return rails[hop * segments + segment];
    }

    /**
     * Lists the first frames that have not come, lower hops first: the very first is one that its sender has.
     *
     * @param pairs filled with hop and segment in turns
     * @return how many numbers were filled in
     */
    int missing(int[] pairs) {
        int count = 0;
        for (int hop = 0; hop < hops; hop++) {
            for (int segment = 0; segment < segments && count + 1 < pairs.length; segment++) {
                if (!has(hop, segment)) {
                    pairs[count] = hop;
                    pairs[count + 1] = segment;
                    count += 2;
                }
            }
        }
        return count;
    }
}
