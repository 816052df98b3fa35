package io.rondo.bench.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Nanoseconds of one pass. The buffers begin on a page; passes follow each other, so small ones stay in the caches. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KernelBenchmark {
    private static final long PAGE_BYTES = 4096;

    /** What is measured. */
    @Param
    public KernelCase kernelCase;

    /** Length of each buffer. */
    @Param({"4096", "65536", "1048576", "67108864"})
    public long bytes;

    private Arena arena;
    private KernelCase.Pass pass;

    @Setup
    public void open() {
        arena = Arena.ofConfined();
        pass = kernelCase.pass(buffer(), buffer(), buffer(), bytes);
    }

    /** Zeros: sums that are made in place for seconds stay ordinary numbers. */
    private long buffer() {
        MemorySegment buffer = arena.allocate(bytes + PAGE_BYTES, PAGE_BYTES);
        return buffer.fill((byte) 0).address();
    }

    @Benchmark
    public float pass() {
        return pass.run();
    }

    @TearDown
    public void close() {
        arena.close();
    }
}
