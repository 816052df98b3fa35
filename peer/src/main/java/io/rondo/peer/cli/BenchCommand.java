package io.rondo.peer.cli;

import java.util.concurrent.Callable;

/** A subcommand of {@code rondo bench}, found as {@link RondoCommand} is. */
public interface BenchCommand extends Callable<Integer> {}
