package io.rondo.peer.model.ops;

import io.rondo.peer.data.Batch;
import io.rondo.peer.model.GradientListener;
import io.rondo.peer.model.layer.Network;
import io.rondo.peer.model.layer.NetworkPlan;
import io.rondo.peer.model.layer.SoftmaxLoss;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The {@code ops} backend: a plain chain of ND4J's operations at its best, on ND4J's processor backend or, built with
 * {@code -Pcuda}, on its CUDA backend. The oracle of the {@code host} backend and the baseline of its benchmark.
 *
 * <p>Operations are set up for one batch size; the last few sizes are kept. Training thread only.
 */
public final class OpsNetwork implements Network {
    private static final int KEPT_BATCH_SIZES = 8;

    private final NetworkPlan plan;
    private final int largestBatch;
    private final Function<MemorySegment, DeviceWindow> windows;
    private final Arena arena = Arena.ofShared();
    private final Map<Integer, OpsChain> chains = new LinkedHashMap<>();
    private final SoftmaxLoss loss;
    private MemorySegment parameters;
    private MemorySegment gradients;
    private OpsMemory memory;

    /** Computes in host memory itself, or on the device if ND4J runs on one. */
    public OpsNetwork(NetworkPlan plan, int largestBatch) {
        this(plan, largestBatch, CudaBackend.isRunning() ? DeviceWindow::copied : DeviceWindow::shared);
    }

    OpsNetwork(NetworkPlan plan, int largestBatch, Function<MemorySegment, DeviceWindow> windows) {
        this.plan = plan;
        this.largestBatch = largestBatch;
        this.windows = windows;
        this.loss = new SoftmaxLoss(plan.shape().classes());
    }

    @Override
    public void bind(MemorySegment newParameters, MemorySegment newGradients) {
        parameters = newParameters;
        gradients = newGradients;
        forgetMemory();
    }

    @Override
    public double computeGradients(Batch batch, GradientListener listener) {
        int count = batch.count();
        if (count == 0) {
            gradients.fill((byte) 0);
            listener.onFinal(0, plan.parameterCount());
            return 0;
        }
        OpsChain chain = chain(batch);
        memory.sendInputs(count);
        memory.sendTargets(batch.labels(), count);
        chain.runForward();
        if (memory.sharesGradients()) {
            chain.runBackward(listener);
        } else { // a device's reach the host in one piece
            chain.runBackward(GradientListener.NONE);
            memory.receiveGradients();
            listener.onFinal(0, plan.parameterCount());
        }
        return loss.loss(memory.receiveScores(count), batch.labels(), count);
    }

    @Override
    public void computeScores(Batch batch, MemorySegment scores) {
        if (batch.count() == 0) {
            return;
        }
        OpsChain chain = chain(batch);
        memory.sendInputs(batch.count());
        chain.runForward();
        long bytes = (long) batch.count() * plan.shape().classes() * Float.BYTES;
        MemorySegment.copy(memory.receiveScores(batch.count()), 0, scores, 0, bytes);
    }

    private OpsChain chain(Batch batch) {
        if (memory == null || !memory.isOver(batch.features())) {
            forgetMemory();
            memory = new OpsMemory(plan, largestBatch, parameters, gradients, batch.features(), windows, arena);
        }
        OpsChain chain = chains.get(batch.count());
        if (chain == null) {
            if (chains.size() == KEPT_BATCH_SIZES) {
                int oldest = chains.keySet().iterator().next();
                chains.remove(oldest).close();
            }
            chain = new OpsChain(plan, memory, batch.count());
            chains.put(batch.count(), chain);
        }
        return chain;
    }

    private void forgetMemory() {
        chains.values().forEach(OpsChain::close);
        chains.clear();
        memory = null;
    }

    @Override
    public void close() {
        forgetMemory();
        arena.close();
    }
}
