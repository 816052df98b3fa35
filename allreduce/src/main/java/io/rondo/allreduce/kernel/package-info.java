/**
 * The arithmetic of a reduce: {@code target = (a op b) / divisor} over raw addresses.
 *
 * <pre>
 *   Kernels.of(type, operator) ──► VectorKernel   one hidden class for each type and operator ({@code Template})
 *                                    │ first and last elements, integer division
 *                                    ▼
 *                                  ScalarKernel   likewise ──► Element   the arithmetic of one element
 * </pre>
 *
 * <p>The collectives ask for a kernel once, when they are opened, and call it on the exchange thread; a kernel has no
 * state and any thread may call it. Read next: {@link io.rondo.allreduce.kernel.ReduceKernel}, what it promises; {@link
 * io.rondo.allreduce.kernel.Kernels}, who gets which.
 */
package io.rondo.allreduce.kernel;
