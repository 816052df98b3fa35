/**
 * Handwritten-looking digits that the program draws itself, so that a first run needs no download: {@link
 * io.rondo.peer.data.digits.Digits} is the door. Pure arithmetic from a fixed seed: {@code + - * /} and square root on
 * doubles, which the Java language defines to the bit, and {@code StrictMath}; so the bytes are the same on every
 * machine, and a test holds their SHA-256.
 *
 * <pre>
 *   Glyphs      which ways there are to write a digit: control points
 *      │  random variant
 *   Handwriting jitter, warp, slant, turn; curves become many short lines; fitted to 20x20, centred by mass
 *      │  Polyline
 *   Pen         lines of random thickness with soft edges on 28x28 grey pixels, grain
 * </pre>
 */
package io.rondo.peer.data.digits;
