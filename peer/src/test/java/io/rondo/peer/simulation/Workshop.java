package io.rondo.peer.simulation;

import io.rondo.allreduce.Window;
import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.train.Choices;
import io.rondo.peer.train.Trainee;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** What worlds use one after the other, because it is dear to make: configs, replicas, memory. One thread. */
final class Workshop {
    private static final long WINDOW_BYTES = 8192;

    private final Map<String, RondoConfig> configs = new HashMap<>();
    private final Map<RondoConfig, Deque<Trainee>> trainees = new IdentityHashMap<>();
    private final List<Window> windows = new ArrayList<>();
    private int windowsUsed;
    private final SimulatedMemory memory = new SimulatedMemory();

    RondoConfig config(int peers, int batch, String partition) {
        String text = "mode: ring\nmodel: {class: " + SimulatedModel.class.getName() + "}\ndata: {class: "
                + SimulatedData.class.getName() + ", partition: " + partition + "}\npeers: " + peers
                + "\nrecovery: {budget: " + SimulatedWorld.BUDGET_NS / Timeline.MS
                + "ms}\nstart: {timeout: 2s}\ntraining: {batch: " + batch
                + ", epochs: 2, digestEvery: 3}";
        return configs.computeIfAbsent(text, any -> ConfigReader.readText(text, "simulation"));
    }

    Trainee take(RondoConfig config) {
        Deque<Trainee> free = trainees.computeIfAbsent(config, any -> new ArrayDeque<>());
        return free.isEmpty() ? Trainee.open(config, Choices.on(List.of())) : free.pop();
    }

    void giveBack(Trainee trainee) {
        trainees.get(trainee.config()).push(trainee);
    }

    /** Lies there until the world is over. */
    Window window(long lengthBytes) {
        if (windowsUsed == windows.size()) {
            windows.add(Window.ofThisProcess(WINDOW_BYTES));
        }
        if (lengthBytes > WINDOW_BYTES) {
            throw new IllegalArgumentException("a window of " + lengthBytes + " bytes");
        }
        return windows.get(windowsUsed++);
    }

    /** Makes room for the next world. */
    void clear() {
        memory.clear();
        windowsUsed = 0;
    }

    SimulatedMemory memory() {
        return memory;
    }
}
