/**
 * A training peer and everything around it: {@link io.rondo.peer.Rondo} trains from Java, {@code cli} from the command
 * line; both start {@code launch}, which starts the peers' processes ({@code run}), which run the loop ({@code train})
 * on {@code data} and {@code model}. What goes wrong for a person is a {@link io.rondo.peer.RondoException}. Read next:
 * {@code docs/architecture.md}.
 */
package io.rondo.peer;
