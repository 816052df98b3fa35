package io.rondo.peer.cli;

import java.util.concurrent.Callable;

/**
 * A subcommand of {@code rondo}. Found by {@link java.util.ServiceLoader}; the order in {@code META-INF/services} is
 * the order in the help. Returns its exit code; throws {@link io.rondo.peer.RondoException} when it fails.
 */
public interface RondoCommand extends Callable<Integer> {}
