package io.rondo.allreduce.offload;

import io.aeron.driver.DataPacketDispatcher;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ReceiveChannelEndpointSupplier;
import io.aeron.driver.media.ReceiveChannelEndpoint;
import io.aeron.driver.media.UdpChannel;
import io.aeron.protocol.DataHeaderFlyweight;
import java.net.InetSocketAddress;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;

/** Offloaded receivers that lose one frame of a hundred; by Aeron's property for suppliers. */
public final class LossyReceive implements ReceiveChannelEndpointSupplier {
    private static final int ONE_OF = 100;
    private static final int SEED = 7;

    @Override
    public ReceiveChannelEndpoint newInstance(
            UdpChannel channel, DataPacketDispatcher dispatcher, AtomicCounter status, MediaDriver.Context context) {
        Random random = new Random(SEED);
        return new PiecewiseReceiveEndpoint(channel, dispatcher, status, context) {
            @Override
            public int onDataPacket(
                    DataHeaderFlyweight header,
                    UnsafeBuffer buffer,
                    int lengthBytes,
                    InetSocketAddress source,
                    int transportIndex) {
                return random.nextInt(ONE_OF) == 0
                        ? 0
                        : super.onDataPacket(header, buffer, lengthBytes, source, transportIndex);
            }
        };
    }
}
