/** Files that benchmarks leave behind: JSON for machines, charts for people; whole or not at all. */
package io.rondo.bench.report;
