/**
 * Who contributed which samples to which step. Every peer keeps a {@link io.rondo.peer.ledger.Ledger} of what it
 * committed, on its training thread; {@link io.rondo.peer.ledger.LedgerVerifier} reads all of a run's afterwards, on
 * the command line's thread, and says whether they agree and whether each sample counted exactly once an epoch.
 *
 * <pre>
 *   ledger-0.jsonl ── LedgerCursor ─┐   per file: order, sums, what a restart made void
 *   ledger-1.jsonl ── LedgerCursor ─┼─► StepAccounts ─► EpochCoverage
 *   ledger-2.jsonl ── LedgerCursor ─┘   do they agree?   each sample once?
 * </pre>
 *
 * <p>The files are merged step by step, so memory does not grow with the run: an entry a file, and one bit a training
 * sample. The format, and what it proves, is in {@code docs/ledger.md}.
 */
package io.rondo.peer.ledger;
