package io.rondo.peer.run;

import io.rondo.allreduce.Ring;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import java.util.List;

/** Whom it takes to go on in mode central: one server and one worker. */
final class CentralMembers {
    private CentralMembers() {}

    static void require(RondoConfig config, Ring ring) {
        List<Integer> there = ring.peers();
        if (config.servers().stream().map(PeerConfig::id).noneMatch(there::contains)) {
            throw new RondoException("no server is left, and no part of the model: go on from the newest checkpoint in "
                    + config.output().dir() + " with --resume");
        }
        if (config.workers().stream().map(PeerConfig::id).noneMatch(there::contains)) {
            throw new RondoException("no worker is left: go on from the newest checkpoint in "
                    + config.output().dir() + " with --resume");
        }
    }
}
