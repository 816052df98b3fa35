package io.rondo.peer.central;

/**
 * Neighbouring elements of the flat vector.
 *
 * @param begin index of the first one
 * @param end index behind the last one
 */
public record Range(int begin, int end) {
    public int length() {
        return end - begin;
    }

    public long beginBytes() {
        return (long) begin * Float.BYTES;
    }

    public long lengthBytes() {
        return (long) length() * Float.BYTES;
    }
}
