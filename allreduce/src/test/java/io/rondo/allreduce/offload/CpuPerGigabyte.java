package io.rondo.allreduce.offload;

import com.sun.management.ThreadMXBean;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;

/**
 * What a gigabyte of payload costs over the loopback, sending and receiving together on one thread, for a look by hand. It
 * counts the thread's processor time and takes the best of twelve, so a busy machine does not matter much. Arguments:
 * {@code stock|offload} and the frame's bytes.
 */
final class CpuPerGigabyte {
    private static final int ROUNDS = 12;
    private static final double ROUND_GIGABYTES = 0.2;

    private CpuPerGigabyte() {}

    public static void main(String[] args) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        boolean offload = args[0].equals("offload");
        Consumer<MediaDriver.Context> setup = (context) -> {
            if (offload) {
                SegmentationOffload.install(context);
            }
        };
        FrameSize frame = new FrameSize(Integer.parseInt(args[1]));
        int frames = (int) (ROUND_GIGABYTES * 1e9 / frame.claimBytes());
        try (TwoDrivers drivers = new TwoDrivers(ThreadingMode.INVOKER, setup, setup)) {
            drivers.stream("127.0.0.1", frame, frame.channelParameters(offload));
            double bestSeconds = Double.MAX_VALUE;
            for (int i = 0; i < ROUNDS; i++) {
                long startNs = threads.getCurrentThreadCpuTime();
                drivers.transferBlank(frames);
                bestSeconds =
                        Math.min(bestSeconds, (threads.getCurrentThreadCpuTime() - startNs) / 1e9 / ROUND_GIGABYTES);
            }
            System.out.printf("%s, frame %d: %.2f s of processor time a GB%n", args[0], frame.bytes(), bestSeconds);
        }
    }
}
