/** The collectives used by themselves, without training: start here to use them in a program of your own. */
package io.rondo.allreduce.example;
