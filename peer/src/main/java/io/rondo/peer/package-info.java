/** peer. */
package io.rondo.peer;
