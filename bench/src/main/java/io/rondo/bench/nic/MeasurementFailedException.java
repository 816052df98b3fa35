package io.rondo.bench.nic;

/** Nothing gets through here: a result, told in one sentence. */
final class MeasurementFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    MeasurementFailedException(String sentence) {
        super(sentence);
    }
}
