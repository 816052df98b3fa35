package io.rondo.peer.doctor;

import io.rondo.allreduce.Nic;
import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.UdpSettings;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.run.RailAddresses;
import io.rondo.peer.train.Choices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Everything that is looked at on one host, in order. */
public final class Examination {
    private final RondoConfig config;
    private final Optional<Path> file;
    private final String host;
    private final Choices choices;
    private final String version;
    private final Duration patience;
    private final Duration clockShift;
    private final Consumer<Finding> findings;

    /**
     * @param file that the config comes from
     * @param host this one, as the config writes it
     * @param choices the user's classes among them
     * @param version of this Rondo
     * @param patience how long other hosts may take to come
     * @param clockShift added to this host's clock before others see it: for tests
     * @param findings is told each at once
     */
    public Examination(
            RondoConfig config,
            Optional<Path> file,
            String host,
            Choices choices,
            String version,
            Duration patience,
            Duration clockShift,
            Consumer<Finding> findings) {
        this.config = config;
        this.file = file;
        this.host = host;
        this.choices = choices;
        this.version = version;
        this.patience = patience;
        this.clockShift = clockShift;
        this.findings = findings;
    }

    /** A look that may fail to read what it looks at. */
    private interface Look {
        List<Finding> take() throws IOException;
    }

    public void run() {
        int peers = config.peersOn(host).size();
        int members = config.peers().size();
        look("java", () -> List.of(JavaCheck.here()));
        look("build", () -> List.of(BuildCheck.here()));
        if (config.secret().isSet() && file.isPresent()) {
            look("secret", () -> List.of(SecretCheck.of(file.get())));
        }
        ModelCheck model = ModelCheck.here(config, choices);
        findings.accept(model.finding());
        look("shared memory", () -> List.of(SharedMemoryCheck.here(model.parameterCount(), peers)));
        look(
                "output",
                () -> List.of(OutputCheck.here(
                        config.output().dir(),
                        model.parameterCount(),
                        config.output().keep())));
        look("NICs", () -> NicCheck.here(config, host));
        List<String> rails = rails();
        look("ports", () -> PortCheck.here(config, host, Endpoint.of(config.peersOn(host), rails)));
        if (speaksUdp()) {
            look("socket buffers", () -> List.of(socketBuffers(rails)));
        }
        look("cores", () -> List.of(CoreCheck.here(peers)));
        look("huge pages", () -> List.of(HugePageCheck.here()));
        look("limits", () -> List.of(LimitCheck.here(members)));
        if (config.hosts().size() > 1 && !config.needsPorts()) {
            look("hosts", () -> new HostsCheck(config, host, rails, version, patience, clockShift).run());
        }
    }

    private void look(String check, Look look) {
        try {
            look.take().forEach(findings);
        } catch (IOException e) {
            findings.accept(Finding.warning(check, "it cannot be looked at: " + e));
        }
    }

    /** Of all of this host's peers; none when they cannot be had, which {@link NicCheck} says. */
    private List<String> rails() {
        Set<String> rails = new LinkedHashSet<>();
        try {
            config.peersOn(host).forEach(peer -> rails.addAll(RailAddresses.of(config, peer.id())));
        } catch (RondoException e) {
            return List.of();
        }
        return new ArrayList<>(rails);
    }

    private boolean speaksUdp() {
        return config.hosts().size() > 1 || config.transport().kind() == TransportKind.UDP;
    }

    private Finding socketBuffers(List<String> rails) throws IOException {
        int fastest =
                rails.stream().mapToInt(rail -> Nic.at(rail).rateMbps()).max().orElse(0);
        return SocketBufferCheck.here(config.transport().udp().windowBytesFor(fastest), UdpSettings.SEND_BUFFER_BYTES);
    }
}
