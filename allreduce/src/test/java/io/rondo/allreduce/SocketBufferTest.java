package io.rondo.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SocketBufferTest {
    private static final int FAR_TOO_LARGE = 1 << 30;
    private static final int SMALL = 64 * 1024;

    @Test
    void shouldSayWhichSettingLiftsWhatTheKernelCutsDown() {
        SocketBuffer receive = SocketBuffer.toReceive(FAR_TOO_LARGE);
        SocketBuffer send = SocketBuffer.toSend(FAR_TOO_LARGE);

        assertThat(receive.isCutDown()).isTrue();
        assertThat(receive.grantedBytes()).isBetween(SMALL, FAR_TOO_LARGE - 1);
        assertThat(receive.sentence())
                .contains(receive.grantedBytes() + " bytes to receive", "sysctl -w net.core.rmem_max=1073741824");
        assertThat(send.sentence()).contains(" bytes to send", "sysctl -w net.core.wmem_max=1073741824");
    }

    @Test
    void shouldGrantWhatTheKernelHas() {
        assertThat(SocketBuffer.toReceive(SMALL).grantedBytes()).isEqualTo(SMALL);
        assertThat(SocketBuffer.toReceive(SMALL).isCutDown()).isFalse();
        assertThat(SocketBuffer.toSend(SMALL).isCutDown()).isFalse();
    }

    @Test
    void shouldHaveWindowsThatSocketsCanTake() {
        int granted = SocketBuffer.toReceive(UdpSettings.MAX_WINDOW_BYTES).grantedBytes();
        List<Seat> seats = List.of(seat(0), seat(1));

        Rails rails = new Rails(
                new Ring("buffers", 1, seats, 0),
                new UdpSettings(UdpSettings.FOUND_OUT, UdpSettings.MAX_WINDOW_BYTES, true));

        assertThat(rails.windowBytes()).isEqualTo(granted);
        assertThat(rails.subscription(0)).endsWith("|so-rcvbuf=" + granted + "|rcv-wnd=" + granted);
    }

    private static Seat seat(int rank) {
        return new Seat(rank, "host-" + rank, 40_900 + rank, List.of("127.0.0.1"));
    }
}
