package io.rondo.peer.central;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A server's part of a flat vector, as if it were one piece: the elements of its ranges one after the other. */
public final class Share {
    private final List<Range> ranges;
    private final long[] beginBytes; // of each range in the share; one more: the end

    /** @param ranges in rising order; none, of a server that holds nothing */
    public Share(List<Range> ranges) {
        this.ranges = List.copyOf(ranges);
        this.beginBytes = new long[ranges.size() + 1];
        for (int i = 0; i < ranges.size(); i++) {
            beginBytes[i + 1] = beginBytes[i] + ranges.get(i).lengthBytes();
        }
    }

    /** The same part of several vectors of so many elements that lie behind each other. */
    public static Share ofSlots(List<Range> ranges, int elements, int slots) {
        List<Range> all = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            int shift = Math.multiplyExact(slot, elements);
            ranges.forEach(range -> all.add(new Range(range.begin() + shift, range.end() + shift)));
        }
        return new Share(all);
    }

    public long lengthBytes() {
        return beginBytes[ranges.size()];
    }

    /** Copies bytes {@code [at, at + lengthBytes)} of the share out of the vector. */
    public void read(MemorySegment vector, long at, MemorySegment into, long intoAt, long lengthBytes) {
        copy(vector, at, into, intoAt, lengthBytes, false);
    }

    /** Copies into bytes {@code [at, at + lengthBytes)} of the share, in the vector. */
    public void write(MemorySegment vector, long at, MemorySegment from, long fromAt, long lengthBytes) {
        copy(vector, at, from, fromAt, lengthBytes, true);
    }

    private void copy(
            MemorySegment vector, long at, MemorySegment other, long otherAt, long lengthBytes, boolean isWrite) {
        long done = 0;
        for (int i = indexOf(at); done < lengthBytes; i++) {
            long within = at + done - beginBytes[i];
            long bytes = Math.min(lengthBytes - done, ranges.get(i).lengthBytes() - within);
            long vectorAt = ranges.get(i).beginBytes() + within;
            if (isWrite) {
                MemorySegment.copy(other, otherAt + done, vector, vectorAt, bytes);
            } else {
                MemorySegment.copy(vector, vectorAt, other, otherAt + done, bytes);
            }
            done += bytes;
        }
    }

    private int indexOf(long at) {
        int found = Arrays.binarySearch(beginBytes, at);
        return found >= 0 ? found : -found - 2;
    }
}
