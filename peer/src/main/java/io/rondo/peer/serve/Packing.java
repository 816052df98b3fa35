package io.rondo.peer.serve;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FastDecompressor;

/**
 * Float32 values in fewer bytes, without loss: the bytes by their significance, then LZ4. Signs and exponents of neighbours are
 * alike, and what a filter kept back is zero; of the rest of a mantissa little is to be had. Before it: the length, uint32.
 */
final class Packing {
    private static final int PLANES = Float.BYTES;
    private static final LZ4Factory LZ4 =
            LZ4Factory.fastestJavaInstance(); // native code is not worth another library here

    private Packing() {}

    /** @param values a whole number of float32 */
    static MemorySegment pack(MemorySegment values) {
        byte[] planes = new byte[Math.toIntExact(values.byteSize())];
        int count = planes.length / PLANES;
        for (int i = 0; i < count; i++) {
            for (int plane = 0; plane < PLANES; plane++) {
                planes[plane * count + i] = values.get(ValueLayout.JAVA_BYTE, (long) i * PLANES + plane);
            }
        }
        LZ4Compressor compressor = LZ4.fastCompressor();
        byte[] packed = new byte[Integer.BYTES + compressor.maxCompressedLength(planes.length)];
        int bytes = compressor.compress(planes, 0, planes.length, packed, Integer.BYTES);
        ByteBuffer.wrap(packed).putInt(planes.length);
        return MemorySegment.ofArray(Arrays.copyOf(packed, Integer.BYTES + bytes));
    }

    /**
     * What was packed.
     *
     * @throws IllegalArgumentException when it is nothing that {@link #pack} has made
     */
    static MemorySegment unpack(MemorySegment packed) {
        byte[] bytes = packed.toArray(ValueLayout.JAVA_BYTE);
        if (bytes.length < Integer.BYTES) {
            throw new IllegalArgumentException("no packed vector: " + bytes.length + " bytes");
        }
        byte[] planes = new byte[ByteBuffer.wrap(bytes).getInt()];
        try {
            LZ4FastDecompressor decompressor = LZ4.fastDecompressor();
            decompressor.decompress(bytes, Integer.BYTES, planes, 0, planes.length);
        } catch (LZ4Exception e) {
            throw new IllegalArgumentException("no packed vector: " + e.getMessage(), e);
        }
        int count = planes.length / PLANES;
        byte[] values = new byte[planes.length];
        for (int i = 0; i < count; i++) {
            for (int plane = 0; plane < PLANES; plane++) {
                values[i * PLANES + plane] = planes[plane * count + i];
            }
        }
        return MemorySegment.ofArray(values);
    }
}
