/** hogwild. */
package io.rondo.hogwild;
