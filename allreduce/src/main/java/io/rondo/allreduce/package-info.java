/** allreduce. */
package io.rondo.allreduce;
