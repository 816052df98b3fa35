package io.rondo.peer.model.host;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/** For which processor the loaded OpenBLAS has chosen its kernels; JavaCPP's binding does not tell. */
final class BlasKernels {
    private static final long LONGEST_NAME = 64;

    private BlasKernels() {}

    /** OpenBLAS' name of the processor, such as {@code Haswell}; "unknown" where it cannot be asked. */
    static String name() {
        Loader.load(openblas_nolapack.class);
        return SymbolLookup.loaderLookup()
                .find("openblas_get_corename")
                .map(BlasKernels::call)
                .orElse("unknown");
    }

    @SuppressWarnings("restricted")
    private static String call(MemorySegment function) {
        try {
            MemorySegment name = (MemorySegment) Linker.nativeLinker()
                    .downcallHandle(function, FunctionDescriptor.of(ValueLayout.ADDRESS))
                    .invokeExact();
            return name.reinterpret(LONGEST_NAME).getString(0);
        } catch (Throwable e) {
            throw new IllegalStateException("openblas_get_corename", e);
        }
    }
}
