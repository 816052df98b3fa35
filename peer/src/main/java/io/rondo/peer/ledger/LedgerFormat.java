package io.rondo.peer.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rondo.peer.RondoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How ledgers lie on disk: a file a peer, in it a line of JSON for each header and entry. */
final class LedgerFormat {
    static final int VERSION = 1;

    private static final Pattern FILE_NAME = Pattern.compile("ledger-(0|[1-9]\\d{0,8})\\.jsonl");
    /** Tells a header from an entry without parsing; it is what the writer writes. */
    private static final String HEADER_BEGIN = "{\"format\":";
    /** Strict: a field that is missing, unknown, null, there twice or not whole makes the line unreadable. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private LedgerFormat() {}

    static Path file(Path directory, int peer) {
        return directory.resolve("ledger-" + peer + ".jsonl");
    }

    /** The peer whose ledger the file is. */
    static int peer(Path file) {
        Matcher matcher = FILE_NAME.matcher(file.getFileName().toString());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(file.toString());
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** All ledgers of a directory, by peer. */
    static List<Path> files(Path directory) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file ->
                            FILE_NAME.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparingInt(LedgerFormat::peer))
                    .toList();
        } catch (IOException e) {
            throw new RondoException(directory + ": the directory cannot be read: " + e, e);
        }
    }

    /** A header or an entry as its line, ready to be written. */
    static ByteBuffer line(Object headerOrEntry) throws JsonProcessingException {
        byte[] json = JSON.writeValueAsBytes(headerOrEntry);
        return ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip();
    }

    static boolean isHeader(String line) {
        return line.startsWith(HEADER_BEGIN);
    }

    static LedgerHeader header(String line) throws JsonProcessingException {
        return JSON.readValue(line, LedgerHeader.class);
    }

    static LedgerEntry entry(String line) throws JsonProcessingException {
        return JSON.readValue(line, LedgerEntry.class);
    }
}
