/**
 * YAML whose values know where they were written, so that a refusal can name file, line and key.
 *
 * <p>Nothing here knows a key of Rondo. A {@link io.rondo.peer.config.yaml.YamlReader} turns text into
 * {@link io.rondo.peer.config.yaml.YamlValue}s; an {@link io.rondo.peer.config.yaml.Assignment} ({@code --set a.b=c}) is
 * laid over them; a {@link io.rondo.peer.config.yaml.Section} hands them out by key and type and refuses what nobody
 * asked for. Called by {@code io.rondo.peer.config} when a command starts, on its thread. Read next: {@code Section}.
 */
package io.rondo.peer.config.yaml;
