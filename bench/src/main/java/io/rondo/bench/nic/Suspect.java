package io.rondo.bench.nic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The largest thing that explains some bad cells: if everything that a NIC sends is slow, it is the NIC and not each of its
 * paths.
 *
 * @param host of the kinds that have one, else -1
 * @param rail of the kinds that have one, else -1
 * @param cells that it explains
 */
record Suspect(Kind kind, int host, int rail, List<Cell> cells) {
    enum Kind {
        EVERYTHING,
        HOST,
        RAIL,
        NIC,
        SENDER,
        RECEIVER,
        PATH
    }

    /**
     * Who explains the bad ones among all cells of single rails, the largest first.
     *
     * @param hosts with two there is no telling a NIC from its only counterpart: then rails and paths alone are suspected
     */
    static List<Suspect> of(List<Cell> bad, List<Cell> all, int hosts, int rails) {
        List<Suspect> suspects = new ArrayList<>();
        List<Cell> left = new ArrayList<>(bad);
        take(suspects, left, all, Kind.EVERYTHING, -1, -1, cell -> true);
        for (int host = 0; host < hosts && hosts > 2 && rails > 1; host++) {
            int each = host;
            take(suspects, left, all, Kind.HOST, host, -1, cell -> cell.from() == each || cell.to() == each);
        }
        for (int rail = 0; rail < rails; rail++) {
            int each = rail;
            take(suspects, left, all, Kind.RAIL, -1, rail, cell -> cell.rail() == each);
        }
        for (Kind kind : List.of(Kind.NIC, Kind.SENDER, Kind.RECEIVER)) {
            for (int host = 0; host < hosts && hosts > 2; host++) {
                for (int rail = 0; rail < rails; rail++) {
                    takeNic(suspects, left, all, kind, host, rail);
                }
            }
        }
        for (Cell cell : List.copyOf(left)) {
            suspects.add(new Suspect(Kind.PATH, -1, cell.rail(), List.of(cell)));
        }
        return suspects;
    }

    private static void takeNic(
            List<Suspect> suspects, List<Cell> left, List<Cell> all, Kind kind, int host, int rail) {
        take(suspects, left, all, kind, host, rail, cell -> {
            boolean isSent = kind != Kind.RECEIVER && cell.from() == host;
            boolean isReceived = kind != Kind.SENDER && cell.to() == host;
            return cell.rail() == rail && (isSent || isReceived);
        });
    }

    private static void take(
            List<Suspect> suspects,
            List<Cell> left,
            List<Cell> all,
            Kind kind,
            int host,
            int rail,
            Predicate<Cell> isExplained) {
        List<Cell> explained = all.stream().filter(isExplained).toList();
        if (!explained.isEmpty() && left.containsAll(explained)) {
            suspects.add(new Suspect(kind, host, rail, explained));
            left.removeAll(explained);
        }
    }
}
