/**
 * Linear models on sparse examples, the problem that Hogwild! was made for: {@link io.rondo.hogwild.sparse.SparseExamples}
 * from a LIBSVM file or generated, and {@link io.rondo.hogwild.sparse.LinearLoss} with the published update. Examples are
 * immutable and shared by all threads; each thread has its own {@link io.rondo.hogwild.sparse.SparseSource}.
 */
package io.rondo.hogwild.sparse;
