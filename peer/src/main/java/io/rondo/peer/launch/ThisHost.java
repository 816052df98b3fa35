package io.rondo.peer.launch;

import io.rondo.peer.RondoException;
import io.rondo.peer.config.RondoConfig;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/** Which of a config's hosts this one is. */
public final class ThisHost {
    private ThisHost() {}

    /**
     * @param named by the user, as the config writes it; if empty: the only one, or the one whose address is on a NIC here
     * @throws RondoException when it is none, or cannot be told
     */
    public static String of(RondoConfig config, Optional<String> named) {
        List<String> hosts = config.hosts();
        if (named.isPresent()) {
            if (!hosts.contains(named.get())) {
                throw new RondoException(
                        "--host " + named.get() + ": the config has peers on " + list(hosts) + " only");
            }
            return named.get();
        }
        List<String> here = hosts.size() == 1
                ? hosts
                : hosts.stream().filter(ThisHost::isHere).toList();
        if (here.size() != 1) {
            throw new RondoException("the config has peers on " + list(hosts) + ", of which "
                    + (here.isEmpty() ? "none is this host" : list(here) + " are this host")
                    + ": say which one this is with --host");
        }
        return here.get(0);
    }

    private static String list(List<String> hosts) {
        return String.join(", ", hosts);
    }

    private static boolean isHere(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (UnknownHostException | SocketException e) {
            return false;
        }
    }
}
