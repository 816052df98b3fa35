/** bench. */
package io.rondo.bench;
