/**
 * The command line, on picocli: {@link io.rondo.peer.cli.Main} finds the subcommands by
 * {@link java.util.ServiceLoader}, so that this module knows none of the benchmarks that another module adds.
 *
 * <p>To add a command: implement {@link io.rondo.peer.cli.RondoCommand} (or
 * {@link io.rondo.peer.cli.BenchCommand}), annotate it with picocli's {@code @Command}, name it in
 * {@code META-INF/services}. A command that needs the config mixes in {@link io.rondo.peer.cli.ConfigOptions}. Exit
 * codes: {@link io.rondo.peer.cli.ExitCode}. Everything here runs on the main thread.
 */
package io.rondo.peer.cli;
