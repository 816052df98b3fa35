package io.rondo.allreduce.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import io.aeron.protocol.HeaderFlyweight;
import io.aeron.protocol.SetupFlyweight;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class DatagramsTest {
    private static final int FRAME = 1472;
    private static final int PIECE = 1408;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1 << 17]);
    private int limit;
    private int termOffset = 4096;

    @Test
    void shouldCutAfterEveryFullFrame() {
        data(FRAME).data(FRAME).data(FRAME);

        assertThat(datagrams()).containsExactly(FRAME, FRAME, FRAME);
        assertThat(runs()).containsExactly(3 * FRAME);
    }

    @Test
    void shouldEndARunWithAShortFrame() {
        data(FRAME).data(FRAME).data(100).data(FRAME);

        assertThat(datagrams()).containsExactly(FRAME, FRAME, 128, FRAME);
        assertThat(runs()).containsExactly(2 * FRAME + 128, FRAME);
    }

    @Test
    void shouldSendPaddingAsAHeader() {
        data(FRAME).data(FRAME).padding(8000);

        assertThat(datagrams()).containsExactly(FRAME, FRAME, 32);
        assertThat(runs()).containsExactly(2 * FRAME + 32);
    }

    @Test
    void shouldPackShortFramesIntoDatagramsAsAStockSenderDoes() {
        data(1000).data(400).data(128).data(32);

        assertThat(datagrams()).containsExactly(1024 + 416, 128 + 32);
        assertThat(runs()).containsExactly(1024 + 416, 128 + 32);
    }

    @Test
    void shouldLeaveALongFrameInOnePiece() {
        data(FRAME).data(5000).data(FRAME).data(FRAME);

        assertThat(datagrams()).containsExactly(FRAME, 5024, FRAME, FRAME);
        assertThat(Datagrams.runEnd(buffer, 0, limit, FRAME)).isEqualTo(FRAME);
        assertThat(Datagrams.runEnd(buffer, FRAME, limit, FRAME)).isEqualTo(FRAME); // no run begins there
    }

    @Test
    void shouldNotMakeARunLongerThanEveryKernelCuts() {
        for (int i = 0; i < 70; i++) {
            data(544);
        }

        assertThat(Datagrams.runEnd(buffer, 0, limit, 544)).isEqualTo(64 * 544);
    }

    @Test
    void shouldHandOnEveryFrameByItself() {
        data(FRAME).data(FRAME).data(700).data(700).padding(8000).data(FRAME);

        assertThat(pieces()).containsExactly(FRAME, FRAME, 704 + 704, 32, FRAME);
    }

    @Test
    void shouldHandOnTogetherOnlyWhatHasNoGapInside() {
        data(96).data(96);
        termOffset += 96; // lost
        data(96);
        heartbeat().setup().data(96);

        assertThat(pieces()).containsExactly(192, 96, 32, SetupFlyweight.HEADER_LENGTH, 96);
    }

    @Test
    void shouldComeToAnEndWhateverTheBytesAre() {
        Random random = new Random(42);
        byte[] noise = new byte[4096];
        for (int round = 0; round < 2_000; round++) {
            random.nextBytes(noise);
            limit = 1 + random.nextInt(noise.length);
            buffer.putBytes(0, noise);
            for (int offset = 0; offset + 8 < limit; offset += 32) {
                buffer.putInt(offset, random.nextInt(-40, 2000));
                buffer.putShort(offset + 6, (short) random.nextInt(4));
            }
            assertThat(pieces().stream().mapToInt(Integer::intValue).sum())
                    .as("round %d", round)
                    .isEqualTo(limit);
        }
    }

    private DatagramsTest data(int lengthBytes) {
        return frame(HeaderFlyweight.HDR_TYPE_DATA, lengthBytes, (lengthBytes + 31) & -32);
    }

    private DatagramsTest padding(int lengthBytes) {
        return frame(HeaderFlyweight.HDR_TYPE_PAD, lengthBytes, DataHeaderFlyweight.HEADER_LENGTH);
    }

    private DatagramsTest heartbeat() {
        return frame(HeaderFlyweight.HDR_TYPE_DATA, 0, DataHeaderFlyweight.HEADER_LENGTH);
    }

    private DatagramsTest setup() {
        return frame(HeaderFlyweight.HDR_TYPE_SETUP, SetupFlyweight.HEADER_LENGTH, SetupFlyweight.HEADER_LENGTH);
    }

    private DatagramsTest frame(int type, int lengthBytes, int sentBytes) {
        buffer.putInt(limit, lengthBytes);
        FrameDescriptor.frameType(buffer, limit, type);
        buffer.putInt(limit + DataHeaderFlyweight.TERM_OFFSET_FIELD_OFFSET, termOffset);
        limit += sentBytes;
        termOffset += (lengthBytes + 31) & -32;
        return this;
    }

    private List<Integer> datagrams() {
        return lengths((offset) -> Datagrams.datagramEnd(buffer, offset, limit, FRAME));
    }

    private List<Integer> runs() {
        return lengths((offset) -> Datagrams.runEnd(buffer, offset, limit, FRAME));
    }

    private List<Integer> pieces() {
        return lengths((offset) -> Datagrams.pieceEnd(buffer, offset, limit, PIECE));
    }

    private List<Integer> lengths(java.util.function.IntUnaryOperator end) {
        List<Integer> lengths = new ArrayList<>();
        for (int offset = 0; offset < limit; ) {
            int next = end.applyAsInt(offset);
            assertThat(next).isBetween(offset + 1, limit);
            lengths.add(next - offset);
            offset = next;
        }
        return lengths;
    }
}
