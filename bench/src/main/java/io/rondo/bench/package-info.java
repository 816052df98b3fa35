/** Benchmarks, one package each; the command line finds them as {@link io.rondo.peer.cli.BenchCommand}s. */
package io.rondo.bench;
