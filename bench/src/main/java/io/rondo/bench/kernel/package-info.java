/**
 * {@code rondo bench kernels}: how fast the reduce kernels are beside what memory allows. {@link
 * io.rondo.bench.kernel.KernelCase} says what is measured, {@link io.rondo.bench.kernel.KernelBenchmark} is the JMH
 * benchmark, {@link io.rondo.bench.kernel.KernelsCommand} runs it in rounds and prints the table. One thread.
 */
package io.rondo.bench.kernel;
