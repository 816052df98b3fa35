/** What figures depend on and are printed with: the machine, as far as Linux tells. */
package io.rondo.bench.machine;
