package io.rondo.peer.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.serve.ServerSummary;
import io.rondo.peer.train.EpochSummary;
import io.rondo.peer.train.GossipOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What remains of a run.
 *
 * @param testAccuracy share of the test set with the right class, 0 to 1, at the end
 * @param testLoss mean cross-entropy on the test set, at the end
 * @param seconds of training and evaluation, without starting the processes
 * @param samplesPerSecond training samples of all peers together per second of step time
 * @param steps steps done, in this and earlier processes of the run
 * @param epochs the history
 * @param digests SHA-256 of each peer's parameters, in rank order
 * @param computeShare of step time, mean over the peers; the first four shares add up to 1
 * @param transferShare from the last peer's arrival at the exchange to the return
 * @param waitShare from the own arrival to the last peer's
 * @param otherShare reading samples, the updater, bookkeeping
 * @param overlapShare transfers while the peer was computing: part of {@code computeShare}
 * @param gossip what mode gossip has come to; null, and not written, in other modes
 * @param central what mode central has come to; likewise
 * @param config the effective config
 */
public record RunReport(
        double testAccuracy,
        double testLoss,
        double seconds,
        double samplesPerSecond,
        long steps,
        List<EpochSummary> epochs,
        List<String> digests,
        double computeShare,
        double transferShare,
        double waitShare,
        double otherShare,
        double overlapShare,
        @JsonInclude(JsonInclude.Include.NON_NULL) GossipOutcome gossip,
        @JsonInclude(JsonInclude.Include.NON_NULL) CentralOutcome central,
        Map<String, Object> config) {

    /** Puts the peers' summaries together; in rank order, at least one. */
    public static RunReport of(RondoConfig config, List<PeerEvent.PeerSummary> peers) {
        return of(config, peers, List.of());
    }

    /** @param servers of mode central, those of this host */
    public static RunReport of(RondoConfig config, List<PeerEvent.PeerSummary> peers, List<ServerSummary> servers) {
        PeerEvent.PeerSummary first = peers.get(0);
        EpochSummary last = first.epochs().get(first.epochs().size() - 1);
        return new RunReport(
                last.accuracy(),
                last.testLoss(),
                last.seconds(),
                first.stepSeconds() == 0 ? 0 : first.samples() / first.stepSeconds(),
                first.steps(),
                first.epochs(),
                peers.stream().map(PeerEvent.PeerSummary::digest).toList(),
                mean(peers, PeerEvent.PeerSummary::computeShare),
                mean(peers, PeerEvent.PeerSummary::transferShare),
                mean(peers, PeerEvent.PeerSummary::waitShare),
                mean(peers, PeerEvent.PeerSummary::otherShare),
                mean(peers, PeerEvent.PeerSummary::overlapShare),
                first.gossip(),
                servers.isEmpty() ? null : CentralOutcome.of(peers, servers),
                EffectiveConfig.values(config));
    }

    private static double mean(List<PeerEvent.PeerSummary> peers, ToDoubleFunction<PeerEvent.PeerSummary> value) {
        return peers.stream().mapToDouble(value).average().orElseThrow();
    }

    /** Writes the report as JSON, whole or not at all. */
    public void write(Path file) {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Path aside = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.writeString(aside, json.writeValueAsString(this) + "\n");
            Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is plain data", e);
        } catch (IOException e) {
            throw new RondoException(file + ": the report cannot be written: " + e.getMessage(), e);
        }
    }
}
