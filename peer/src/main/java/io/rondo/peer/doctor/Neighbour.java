package io.rondo.peer.doctor;

import io.rondo.membership.JobSecret;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What this host knows of another one, from its greetings: whether each hears the other at every endpoint, what the path
 * carries, whose config it has, how its clock goes. Knows no socket and no clock.
 */
final class Neighbour {
    private static final String NAME = "hosts";
    private static final long WRONG_CLOCK_US = 500_000;
    private static final double MS = 1e3;

    private final String self;
    private final String host;
    private final String digest;
    private final String version;
    private final JobSecret secret;
    private final Set<Endpoint> own;
    private final Set<Endpoint> theirs = new LinkedHashSet<>();
    private final Map<String, Integer> heard = new TreeMap<>();
    private final Map<String, Integer> confirmed = new TreeMap<>(); // by their endpoints
    private Greeting last; // null: nothing was heard
    private long lastAtUs;
    private long firstAtUs;
    private long roundTripUs = Long.MAX_VALUE;
    private long offsetUs;

    /**
     * @param own where this host listens
     * @param theirs where the other one does, as far as the config says
     */
    Neighbour(
            String self,
            String host,
            String digest,
            String version,
            JobSecret secret,
            Collection<Endpoint> own,
            Collection<Endpoint> theirs) {
        this.self = self;
        this.host = host;
        this.digest = digest;
        this.version = version;
        this.secret = secret;
        this.own = Set.copyOf(own);
        this.theirs.addAll(theirs);
    }

    String host() {
        return host;
    }

    /** Where to greet it. */
    List<Endpoint> theirs() {
        return List.copyOf(theirs);
    }

    /** It has more endpoints than the config says. */
    void onEndpoints(Collection<Endpoint> more) {
        theirs.addAll(more);
    }

    /**
     * A greeting of it has come.
     *
     * @param at which of this host's endpoints
     */
    void onGreeting(Greeting greeting, int lengthBytes, Endpoint at, long nowUs) {
        firstAtUs = last == null ? nowUs : firstAtUs;
        last = greeting;
        lastAtUs = nowUs;
        heard.merge(at.text(), lengthBytes, Math::max);
        greeting.heard().forEach((endpoint, bytes) -> confirmed.merge(endpoint, bytes, Math::max));
        if (greeting.echoUs() != 0) {
            long roundTrip = (nowUs - greeting.echoUs()) - (greeting.sentUs() - greeting.heardUs());
            if (roundTrip < roundTripUs) {
                roundTripUs = roundTrip;
                offsetUs = ((greeting.heardUs() - greeting.echoUs()) + (greeting.sentUs() - nowUs)) / 2;
            }
        }
    }

    /** What to tell it now. */
    Greeting greeting(List<String> rails, boolean isContent, long nowUs) {
        return new Greeting(
                self,
                digest,
                version,
                secret.proofOf(Greeting.statement(self, nowUs)),
                rails,
                Map.copyOf(heard),
                isContent,
                nowUs,
                last == null ? 0 : last.sentUs(),
                lastAtUs);
    }

    boolean isHeard() {
        return last != null;
    }

    /** When it was heard first. */
    long firstAtUs() {
        return firstAtUs;
    }

    /** Everything is known, or nothing more will be: its config or secret is another one. */
    boolean isKnown(int fullBytes) {
        return isHeard()
                && (!last.digest().equals(digest)
                        || !sharesSecret()
                        || unreached().isEmpty()
                                && unheard().isEmpty()
                                && roundTripUs < Long.MAX_VALUE
                                && largest() >= fullBytes);
    }

    private boolean sharesSecret() {
        return secret.isProvedBy(last.proof(), Greeting.statement(host, last.sentUs()));
    }

    /** It knows all it wants of this host. */
    boolean isContent() {
        return isHeard() && last.isContent();
    }

    private List<String> unreached() {
        return theirs.stream()
                .map(Endpoint::text)
                .filter(each -> !confirmed.containsKey(each))
                .toList();
    }

    private List<String> unheard() {
        return own.stream()
                .map(Endpoint::text)
                .filter(each -> !heard.containsKey(each))
                .sorted()
                .toList();
    }

    /** The longest datagram that has reached the worst of its endpoints that were reached at all. */
    private int largest() {
        return confirmed.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    }

    /**
     * All that is to be said of it.
     *
     * @param waitedS for it
     * @param answersPing whether it does, if nothing else was heard of it
     * @param fullBytes the longest datagram that this host's NIC sends uncut
     * @param headersBytes of IP and UDP before it
     * @param isMtuFixed the config says how long packets are
     */
    List<Finding> findings(long waitedS, boolean answersPing, int fullBytes, int headersBytes, boolean isMtuFixed) {
        if (!isHeard()) {
            return List.of(Finding.problem(
                    NAME,
                    "host " + host + " was not heard for " + waitedS + " s: greetings went from " + self + " to UDP "
                            + list(unreached()) + "; it " + (answersPing ? "answers" : "does not answer")
                            + " a ping; start rondo doctor there at the same time with the same config, or look at"
                            + " addresses, routes and firewalls"));
        }
        if (!last.digest().equals(digest)) {
            return List.of(Finding.problem(
                    NAME,
                    "host " + host + " has another config (digest " + last.digest() + ", here " + digest
                            + "); give every host the same file and options"));
        }
        if (!sharesSecret()) {
            return List.of(Finding.problem(NAME, strangeness()));
        }
        List<Finding> findings = new ArrayList<>();
        addReach(findings);
        addMtu(findings, fullBytes, headersBytes, isMtuFixed);
        addClock(findings);
        if (!last.version().equals(version)) {
            findings.add(Finding.warning(
                    NAME,
                    "host " + host + " runs Rondo " + last.version() + ", this one " + version
                            + "; install the same on every host"));
        }
        return findings;
    }

    private String strangeness() {
        String what = !secret.isSet()
                ? " has a job.secret, this one has none"
                : last.proof().length == 0
                        ? " has no job.secret, this one has one"
                        : " has another job.secret than this one";
        return "host " + host + what + ": peers of one would not be let in by the other; give every host the same";
    }

    private void addReach(List<Finding> findings) {
        if (!unreached().isEmpty()) {
            findings.add(oneWay(self, host, unreached()));
        }
        if (!unheard().isEmpty()) {
            findings.add(oneWay(host, self, unheard()));
        }
        if (unreached().isEmpty() && unheard().isEmpty()) {
            findings.add(Finding.ok(
                    NAME,
                    String.format(
                            Locale.ROOT,
                            "host %s: UDP gets through both ways at all %d endpoints, the same config, round trip %.1f ms",
                            host,
                            own.size() + theirs.size(),
                            roundTripUs / MS)));
        }
    }

    private static Finding oneWay(String from, String to, List<String> endpoints) {
        return Finding.problem(
                NAME,
                "UDP from host " + from + " does not reach " + list(endpoints) + " of host " + to
                        + ", though both hear each other elsewhere; look for a firewall in that direction, and at what the"
                        + " doctor of host " + to + " says of its ports");
    }

    private void addMtu(List<Finding> findings, int fullBytes, int headersBytes, boolean isFixed) {
        int carried = largest() + headersBytes;
        if (largest() == 0) {
            return; // nothing gets there
        }
        if (largest() >= fullBytes) {
            findings.add(Finding.ok(NAME, "host " + host + ": the path carries packets of " + carried + " bytes"));
            return;
        }
        String sentence =
                "packets of " + (fullBytes + headersBytes) + " bytes do not reach host " + host + " uncut, those of "
                        + carried + " do; set transport.mtu=" + carried + " on every host, or mend the path's MTU";
        findings.add(isFixed ? Finding.problem(NAME, sentence) : Finding.warning(NAME, sentence));
    }

    private void addClock(List<Finding> findings) {
        if (roundTripUs == Long.MAX_VALUE) {
            return;
        }
        if (Math.abs(offsetUs) > WRONG_CLOCK_US) {
            findings.add(Finding.warning(
                    NAME,
                    String.format(
                            Locale.ROOT,
                            "the clock of host %s is %.1f s %s this one's: logs of the two do not fit; run chrony or ntpd on both",
                            host,
                            Math.abs(offsetUs) / MS / MS,
                            offsetUs > 0 ? "ahead of" : "behind")));
        } else {
            findings.add(Finding.ok(
                    NAME,
                    String.format(
                            Locale.ROOT, "host %s: its clock differs by %.1f ms", host, Math.abs(offsetUs) / MS)));
        }
    }

    private static String list(List<String> endpoints) {
        return endpoints.stream().collect(Collectors.joining(", "));
    }
}
