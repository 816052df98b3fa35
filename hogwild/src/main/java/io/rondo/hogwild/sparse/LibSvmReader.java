package io.rondo.hogwild.sparse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;

/**
 * Reads LIBSVM's text format, line by line: {@code label index:value index:value …}, indices from 1 and rising, {@code #}
 * begins a comment. Labels are {@code 1} and {@code -1}, or {@code 1} and {@code 0}.
 */
public final class LibSvmReader {
    private final Path file;
    private final SparseExamples.Builder rows = new SparseExamples.Builder();
    private int line;

    private LibSvmReader(Path file) {
        this.file = file;
    }

    /**
     * @throws IOException when the file cannot be read, or a line is not what it should be: the message names file, line, and
     *     what was expected
     */
    public static SparseExamples read(Path file) throws IOException {
        return new LibSvmReader(file).read();
    }

    private SparseExamples read() throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                line++;
                int comment = text.indexOf('#');
                StringTokenizer words = new StringTokenizer(comment < 0 ? text : text.substring(0, comment));
                if (words.hasMoreTokens()) {
                    row(words);
                }
            }
        } catch (MalformedInputException e) {
            throw new IOException(
                    file + ": line " + (line + 1) + " or soon after holds bytes that are not ASCII text", e);
        }
        if (rows.rows() == 0) {
            throw new IOException(file + ": no example in it, expected lines such as '1 3:0.5 17:1'");
        }
        return rows.build(0);
    }

    private void row(StringTokenizer words) throws IOException {
        int label = label(words.nextToken());
        int last = 0;
        while (words.hasMoreTokens()) {
            String pair = words.nextToken();
            int colon = pair.indexOf(':');
            if (colon < 1) {
                throw bad("'" + pair + "', expected index:value");
            }
            int index = index(pair.substring(0, colon));
            if (index <= last) {
                throw bad("index " + index + " after " + last + ", expected rising indices from 1");
            }
            rows.add(index - 1, value(pair.substring(colon + 1)));
            last = index;
        }
        rows.endRow(label);
    }

    private int label(String word) throws IOException {
        double label = number(word, "a label of 1, -1 or 0");
        if (label != 1 && label != -1 && label != 0) {
            throw bad("'" + word + "', expected a label of 1, -1 or 0");
        }
        return label == 1 ? 1 : -1;
    }

    private int index(String word) throws IOException {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw bad("'" + word + "', expected an index from 1 to " + Integer.MAX_VALUE);
        }
    }

    private float value(String word) throws IOException {
        double value = number(word, "a finite value");
        if (!Double.isFinite(value)) {
            throw bad("'" + word + "', expected a finite value");
        }
        return (float) value;
    }

    private double number(String word, String expected) throws IOException {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw bad("'" + word + "', expected " + expected);
        }
    }

    private IOException bad(String what) {
        return new IOException(file + ": line " + line + ": " + what);
    }
}
