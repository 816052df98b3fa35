/**
 * Workers and parameter servers of mode central talk to each other: {@link io.rondo.peer.serve.Client} is a worker's side,
 * {@link io.rondo.peer.serve.Server} a server's, each on its process's training thread. What a server holds and does, without any wire, is a
 * {@link io.rondo.peer.serve.Shard}. The rules are in {@code io.rondo.peer.central}.
 *
 * <pre>
 *   worker   ── push, gradients ──►  server   kept or applied, by the rule
 *            ◄── answer, parameters ──        when the rule lets the worker go on
 * </pre>
 *
 * <p>A worker has one request under way, which each server answers once. When the ring breaks it asks those again who have not
 * answered; requests are numbered, so that a server never applies one twice.
 */
package io.rondo.peer.serve;
