package io.rondo.peer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsTest {
    @TempDir
    Path dir;

    @Test
    void shouldReadMnistInAnyOrder() {
        TestFiles.mnist(dir, 1200, 3);
        try (DataSource source = DataSets.open("mnist", dir);
                Arena arena = Arena.ofConfined()) {
            Batch batch = new Batch(source.shape(), 4, arena);

            source.read(Split.TRAIN, new int[] {9, 255, 0, 1037, 9}, 1, 3, batch);

            assertThat(source.shape()).isEqualTo(new SampleShape(28, 28, 1, 10));
            assertThat(source.count(Split.TRAIN)).isEqualTo(1200);
            assertThat(source.count(Split.TEST)).isEqualTo(3);
            assertThat(batch.count()).isEqualTo(3);
            assertThat(batch.labels()).startsWith(5, 0, 7);
            assertThat(feature(batch, 0)).isEqualTo((float) ((1 - 0.1307) / 0.3081));
            assertThat(feature(batch, TestFiles.PIXELS)).isEqualTo((float) (-0.1307 / 0.3081));
            assertThat(feature(batch, 3 * TestFiles.PIXELS - 1)).isEqualTo((float) ((13 / 255.0 - 0.1307) / 0.3081));
        }
    }

    @Test
    void shouldReadCompressedFilesToo() throws IOException {
        TestFiles.mnist(dir, 20, 3);
        Path plain = dir.resolve("train-images-idx3-ubyte");
        TestFiles.write(dir.resolve("train-images-idx3-ubyte.gz"), TestFiles.gzip(Files.readAllBytes(plain)));
        Files.delete(plain);
        try (DataSource source = DataSets.open("fashion-mnist", dir);
                Arena arena = Arena.ofConfined()) {
            Batch batch = new Batch(source.shape(), 1, arena);

            source.read(Split.TRAIN, new int[] {19}, 0, 1, batch);

            assertThat(batch.labels()).containsExactly(9);
            assertThat(feature(batch, 783)).isEqualTo((float) ((19 / 255.0 - 0.2860) / 0.3530));
        }
    }

    @Test
    void shouldReadAllCifarBatchesThatAreThereChannelsInnermost() {
        TestFiles.write(dir.resolve("data_batch_2.bin"), TestFiles.cifar(4, 3));
        TestFiles.write(dir.resolve("data_batch_1.bin.gz"), TestFiles.gzip(TestFiles.cifar(0, 4)));
        TestFiles.write(dir.resolve("test_batch_first1000.bin"), TestFiles.cifar(8, 2));
        try (DataSource source = DataSets.open("cifar10", dir);
                Arena arena = Arena.ofConfined()) {
            Batch batch = new Batch(source.shape(), 2, arena);

            source.read(Split.TRAIN, new int[] {0, 6}, 0, 2, batch);

            assertThat(source.shape()).isEqualTo(new SampleShape(32, 32, 3, 10));
            assertThat(source.count(Split.TRAIN)).isEqualTo(7);
            assertThat(source.count(Split.TEST)).isEqualTo(2);
            assertThat(batch.labels()).containsExactly(0, 6);
            long lastImageRow3Column7 = 3072 + (3 * 32 + 7) * 3;
            assertThat(feature(batch, lastImageRow3Column7)).isEqualTo((float) ((6 / 255.0 - 0.4914) / 0.2470));
            assertThat(feature(batch, lastImageRow3Column7 + 1)).isEqualTo((float) ((103 / 255.0 - 0.4822) / 0.2435));
            assertThat(feature(batch, lastImageRow3Column7 + 2)).isEqualTo((float) ((207 / 255.0 - 0.4465) / 0.2616));
        }
    }

    @Test
    void shouldPreferThePlainFileAndCountABatchOnce() {
        TestFiles.write(dir.resolve("data_batch_1.bin"), TestFiles.cifar(4, 3));
        TestFiles.write(dir.resolve("data_batch_1.bin.gz"), TestFiles.gzip(TestFiles.cifar(0, 4)));
        TestFiles.write(dir.resolve("test_batch.bin"), TestFiles.cifar(8, 2));
        try (DataSource source = DataSets.open("cifar10", dir)) {
            assertThat(source.count(Split.TRAIN)).isEqualTo(3);
        }
    }

    @Test
    void shouldNormaliseDigitsToMeanZeroAndDeviationOne() {
        try (DataSource source = DataSets.open("digits", null);
                Arena arena = Arena.ofConfined()) {
            int count = source.count(Split.TRAIN);
            Batch batch = new Batch(source.shape(), count, arena);
            int[] all = new int[count];
            for (int i = 0; i < count; i++) {
                all[i] = i;
            }
            source.read(Split.TRAIN, all, 0, count, batch);
            double sum = 0;
            double squares = 0;
            long values = (long) count * source.shape().length();
            for (long i = 0; i < values; i++) {
                float value = feature(batch, i);
                sum += value;
                squares += value * value;
            }

            assertThat(sum / values).isCloseTo(0, within(0.01));
            assertThat(squares / values).isCloseTo(1, within(0.01));
        }
    }

    @Test
    void shouldAllocateNothingWhileReading() {
        try (DataSource source = DataSets.open("digits", null);
                Arena arena = Arena.ofConfined()) {
            Batch batch = new Batch(source.shape(), 64, arena);
            int[] samples = new int[64];
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long self = Thread.currentThread().threadId();
            readOften(source, samples, batch, 2_000);
            threads.getThreadAllocatedBytes(self);

            long before = threads.getThreadAllocatedBytes(self);
            readOften(source, samples, batch, 1_000);
            long after = threads.getThreadAllocatedBytes(self);

            assertThat(after - before).isLessThan(10_000);
        }
    }

    private static void readOften(DataSource source, int[] samples, Batch batch, int times) {
        for (int i = 0; i < times; i++) {
            for (int s = 0; s < samples.length; s++) {
                samples[s] = (i * 37 + s * 101) % 12_000;
            }
            source.read(Split.TRAIN, samples, 0, samples.length, batch);
        }
    }

    private static float feature(Batch batch, long index) {
        return batch.features().getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }
}
