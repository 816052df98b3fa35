/** Who is in the ring. */
package io.rondo.membership;
