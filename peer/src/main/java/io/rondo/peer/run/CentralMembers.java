package io.rondo.peer.run;

import io.rondo.allreduce.Ring;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import java.util.List;

/** Whom it takes to go on in mode central: every server, because each has a part of the model alone, and one worker. */
final class CentralMembers {
    private CentralMembers() {}

    static void require(RondoConfig config, Ring ring) {
        List<Integer> there = ring.peers();
        for (PeerConfig server : config.servers()) {
            if (!there.contains(server.id())) {
                throw new RondoException("server " + server.id() + " (" + server.host() + ":" + server.port()
                        + ") is gone, and its part of the model with it: go on from the newest checkpoint in "
                        + config.output().dir() + " with --resume");
            }
        }
        if (config.workers().stream().map(PeerConfig::id).noneMatch(there::contains)) {
            throw new RondoException("no worker is left: go on from the newest checkpoint in "
                    + config.output().dir() + " with --resume");
        }
    }
}
