package io.rondo.allreduce.kernel;

/** What a buffer's elements are, in native byte order. */
public enum ElementType {
    FLOAT32(Float.BYTES),
    FLOAT64(Double.BYTES),
    INT32(Integer.BYTES),
    INT64(Long.BYTES);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }
}
