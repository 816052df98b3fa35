/**
 * {@code rondo bench allreduce}: the all-reduce alone, in nccl-tests' conventions, and in turns with OpenMPI.
 *
 * <pre>
 *   AllReduceCommand ── Measurement ─┬─ RondoPeers ══ stdin: run ══► AllReducePeer     (one process a rank)
 *     options, checks    a size:     │             ◄═ stdout: ran ═   SliceRun, Pattern
 *                        rounds of   └─ MpiProcesses ═ the same ═══►  mpi_contestant.c  (one mpirun a setting)
 *                        slices
 * </pre>
 *
 * <p>All groups stay alive for the whole run and sleep in a read of their input while another one is measured. Times are
 * {@link java.lang.System#nanoTime} in nanoseconds; sizes are bytes of one rank's buffer. Read {@link
 * io.rondo.bench.allreduce.SliceRun} first: it is the method.
 */
package io.rondo.bench.allreduce;
