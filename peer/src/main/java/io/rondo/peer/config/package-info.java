/**
 * The one shared config file: what a run is, as records that check themselves.
 *
 * <p>{@link io.rondo.peer.config.RondoConfig} is the root; each section of the file is one record, whose file holds its
 * keys, defaults and bounds. {@link io.rondo.peer.config.ConfigReader} reads file and command line into them,
 * {@link io.rondo.peer.config.EffectiveConfig} prints them so that they read back equal. Everything is read once, when a
 * command starts, and immutable afterwards: any thread may look. {@code docs/config.md} describes every key.
 *
 * <p>A key exists here only when it has an effect. Read next: {@code RondoConfig}, then {@code TrainingConfig}.
 */
package io.rondo.peer.config;
