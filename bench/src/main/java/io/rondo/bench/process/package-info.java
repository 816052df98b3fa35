/**
 * Processes of a benchmark's own: {@link io.rondo.bench.process.Child} is the benchmark's end of one, {@link
 * io.rondo.bench.process.StandardInput} the other end, {@link io.rondo.bench.process.Line} what they say. A child ends when
 * its standard input ends, and takes the benchmark's directories with it, so that even a killed benchmark leaves nothing.
 */
package io.rondo.bench.process;
