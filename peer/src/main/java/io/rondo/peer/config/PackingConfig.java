package io.rondo.peer.config;

import io.rondo.peer.config.yaml.InvalidSettingException;

/**
 * How workers and servers save bytes on the wire.
 *
 * @param filter components of a push whose mean gradient is no larger are kept back and added to the next push; 0: none
 * @param compression of what is pushed and answered
 */
public record PackingConfig(double filter, Compression compression) {
    public static final PackingConfig NONE = new PackingConfig(0, Compression.NONE);

    /** How vectors are compressed, without loss. */
    public enum Compression {
        NONE,
        /** Their bytes by significance, then LZ4. */
        LZ4
    }

    public PackingConfig {
        if (!(filter >= 0 && filter < Double.POSITIVE_INFINITY)) {
            throw new InvalidSettingException("filter", "a number from 0 on", filter);
        }
        if (filter > 0 && compression == Compression.NONE) {
            throw new InvalidSettingException(
                    "filter", "0 without central.compression, for zeros take as many bytes as anything else", filter);
        }
    }
}
