package io.rondo.peer.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a ledger's incarnations begin and end, from a first pass over its file. The second pass reads no further than
 * this one did, so that a run may go on meanwhile.
 *
 * @param lines whole ones
 * @param isCut whether the beginning of another line follows them
 * @param incarnations in the order of the file
 */
record LedgerOutline(int lines, boolean isCut, List<Incarnation> incarnations) {
    /**
     * A peer's life from one start to the next.
     *
     * @param header empty when its line cannot be read
     * @param lastLine number of its last line
     * @param voidFrom its entries of this step and later ones are void, by a later incarnation
     */
    record Incarnation(Optional<LedgerHeader> header, int lastLine, long voidFrom) {}

    static LedgerOutline of(Path file) {
        List<Optional<LedgerHeader>> headers = new ArrayList<>();
        List<Integer> headerLines = new ArrayList<>();
        try (LedgerLines lines = new LedgerLines(file)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (LedgerFormat.isHeader(line)) {
                    headers.add(read(line));
                    headerLines.add(lines.number());
                }
            }
            headerLines.add(lines.number() + 1);
            return new LedgerOutline(lines.number(), lines.isCut(), incarnations(headers, headerLines));
        }
    }

    private static Optional<LedgerHeader> read(String line) {
        try {
            return Optional.of(LedgerFormat.header(line));
        } catch (JsonProcessingException e) {
            return Optional.empty(); // the second pass says so
        }
    }

    private static List<Incarnation> incarnations(List<Optional<LedgerHeader>> headers, List<Integer> headerLines) {
        Incarnation[] all = new Incarnation[headers.size()];
        long voidFrom = Long.MAX_VALUE;
        for (int i = all.length - 1; i >= 0; i--) {
            all[i] = new Incarnation(headers.get(i), headerLines.get(i + 1) - 1, voidFrom);
            voidFrom = Math.min(
                    voidFrom, headers.get(i).map(LedgerHeader::fromStep).orElse(Long.MAX_VALUE));
        }
        return List.of(all);
    }
}
