package io.rondo.allreduce.offload;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.driver.status.SystemCounterDescriptor;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * Payload GB/s from one process to another, for a look by hand; each runs its driver on its only thread.
 *
 * <pre>
 *   receive HOST PORT stock|offload
 *   send HOST PORT stock|offload SECONDS [MTU]     the frame is that of the path, or MTU when given
 * </pre>
 */
final class OneWayThroughput {
    private static final int STREAM = 5;
    private static final int SOCKET_BYTES = 4 << 20;

    private OneWayThroughput() {}

    public static void main(String[] args) throws Exception {
        boolean offload = args[3].equals("offload");
        MediaDriver.Context context = new MediaDriver.Context()
                .aeronDirectoryName(Path.of("/dev/shm", "rondo-throughput-" + System.nanoTime())
                        .toString())
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.INVOKER)
                .socketRcvbufLength(SOCKET_BYTES)
                .initialWindowLength(SOCKET_BYTES)
                .errorHandler(System.err::println);
        if (offload) {
            System.err.println(SegmentationOffload.install(context).sentence());
        }
        try (MediaDriver driver = MediaDriver.launch(context);
                Aeron aeron = Aeron.connect(new Aeron.Context()
                        .aeronDirectoryName(driver.aeronDirectoryName())
                        .useConductorAgentInvoker(true)
                        .driverAgentInvoker(driver.sharedAgentInvoker())
                        .awaitingIdleStrategy(YieldingIdleStrategy.INSTANCE))) {
            String channel = "aeron:udp?endpoint=" + args[1] + ":" + args[2];
            if (args[0].equals("receive")) {
                receive(driver, aeron, channel);
            } else {
                FrameSize frame = args.length > 5
                        ? new FrameSize(Integer.parseInt(args[5]))
                        : SegmentationOffload.frameTowards(
                                new InetSocketAddress(args[1].replaceAll("[\\[\\]]", ""), Integer.parseInt(args[2])));
                send(driver, aeron, channel, frame, offload, Integer.parseInt(args[4]));
            }
        }
    }

    private static void receive(MediaDriver driver, Aeron aeron, String channel) {
        Subscription subscription = aeron.addSubscription(channel, STREAM);
        FragmentHandler nothing = (buffer, offset, length, header) -> {};
        boolean hasSender = false;
        while (!hasSender || subscription.isConnected()) {
            work(driver, aeron);
            subscription.poll(nothing, 256);
            hasSender |= subscription.isConnected();
        }
    }

    private static void send(
            MediaDriver driver, Aeron aeron, String channel, FrameSize frame, boolean offload, int seconds) {
        ExclusivePublication publication =
                aeron.addExclusivePublication(channel + "|term-length=16m|" + frame.channelParameters(offload), STREAM);
        BufferClaim claim = new BufferClaim();
        while (!publication.isConnected()) {
            work(driver, aeron);
        }
        double[] gigabytesPerSecond = new double[10 * seconds];
        for (int i = 0; i < gigabytesPerSecond.length; i++) {
            long startNs = System.nanoTime();
            long frames = 0;
            while (System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(100)) {
                for (int j = 0; j < 44 && publication.tryClaim(frame.claimBytes(), claim) > 0; j++) {
                    claim.commit();
                    frames++;
                }
                work(driver, aeron);
            }
            gigabytesPerSecond[i] = (double) frames * frame.claimBytes() / (System.nanoTime() - startNs);
        }
        Arrays.sort(gigabytesPerSecond);
        System.out.printf(
                "%s, frame %d: GB/s median %.2f, best tenth of a second %.2f, retransmits %d, short sends %d%n",
                offload ? "offload" : "stock",
                frame.bytes(),
                gigabytesPerSecond[5 * seconds],
                gigabytesPerSecond[10 * seconds - 1],
                driver.context()
                        .systemCounters()
                        .get(SystemCounterDescriptor.RETRANSMITS_SENT)
                        .get(),
                driver.context()
                        .systemCounters()
                        .get(SystemCounterDescriptor.SHORT_SENDS)
                        .get());
    }

    private static void work(MediaDriver driver, Aeron aeron) {
        driver.sharedAgentInvoker().invoke();
        aeron.conductorAgentInvoker().invoke();
    }
}
