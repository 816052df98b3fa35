package io.rondo.peer.stat;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** Rows of peers in columns. */
public final class StatTable {
    private static final List<String> HEAD = List.of(
            "job",
            "peer",
            "process",
            "state",
            "generation",
            "rank",
            "step",
            "loss",
            "MB/s",
            "stale",
            "foreign",
            "back-pressure",
            "recoveries");
    private static final int TEXT_COLUMNS = 1;
    private static final int STATE_COLUMN = 3;

    private StatTable() {}

    /** @param before earlier looks at the same peers, as far as there are any */
    public static List<PeerRow> rows(
            Map<RunningPeers.Key, PeerLook> before, SortedMap<RunningPeers.Key, PeerLook> now) {
        List<PeerRow> rows = new ArrayList<>();
        now.forEach((key, look) -> rows.add(PeerRow.of(key, before.get(key), look)));
        return rows;
    }

    public static void print(List<PeerRow> rows, PrintWriter out) {
        List<List<String>> lines = new ArrayList<>(List.of(HEAD));
        rows.forEach(row -> lines.add(cells(row)));
        int[] widths = new int[HEAD.size()];
        lines.forEach(line -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                boolean isText = i < TEXT_COLUMNS || i == STATE_COLUMN;
                text.append(i == 0 ? "" : "  ")
                        .append(String.format("%" + (isText ? "-" : "") + widths[i] + "s", line.get(i)));
            }
            out.println(text.toString().stripTrailing());
        }
        out.flush();
    }

    private static List<String> cells(PeerRow row) {
        boolean isDead = row.state().equals(PeerRow.DEAD);
        return List.of(
                row.job(),
                String.valueOf(row.peer()),
                String.valueOf(row.pid()),
                row.state().equals(PeerRow.SILENT) ? row.state() + " " + row.silentMs() / 1000 + " s" : row.state(),
                String.valueOf(row.generation()),
                String.valueOf(row.rank()),
                String.valueOf(row.step()),
                String.format(Locale.ROOT, "%.4f", row.loss()),
                isDead ? "-" : String.format(Locale.ROOT, "%.1f", row.megabytesPerSecond()),
                String.valueOf(row.staleFrames()),
                String.valueOf(row.foreignFrames()),
                String.valueOf(row.backPressures()),
                String.valueOf(row.recoveries()));
    }
}
