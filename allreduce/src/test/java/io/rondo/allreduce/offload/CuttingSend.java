package io.rondo.allreduce.offload;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.SendChannelEndpointSupplier;
import io.aeron.driver.media.SendChannelEndpoint;
import io.aeron.driver.media.UdpChannel;
import org.agrona.concurrent.status.AtomicCounter;

/** Offloaded senders by Aeron's property for suppliers, for drivers whose receivers are set that way. */
public final class CuttingSend implements SendChannelEndpointSupplier {
    @Override
    public SendChannelEndpoint newInstance(UdpChannel channel, AtomicCounter status, MediaDriver.Context context) {
        return new CuttingSendEndpoint(channel, status, context);
    }
}
