package io.rondo.peer.model.ops;

import io.rondo.peer.RondoException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import org.nd4j.linalg.factory.Nd4j;

/** Whether ND4J's CUDA backend is there (profile {@code -Pcuda}) and whether ND4J really runs on it. */
public final class CudaBackend {
    private static final String CLASS_NAME = "org.nd4j.linalg.jcublas.JCublasBackend";

    private static final String DRIVER = "libcuda.so.1";

    private CudaBackend() {}

    /** Looks, without loading ND4J. */
    public static boolean isOnClassPath() {
        return isOnClassPath(CudaBackend.class.getClassLoader());
    }

    static boolean isOnClassPath(ClassLoader loader) {
        return loader.getResource(CLASS_NAME.replace('.', '/') + ".class") != null;
    }

    /** Starts ND4J if need be, and says whether it chose the device. */
    static boolean isRunning() {
        return isOnClassPath() && Nd4j.getBackend().getClass().getName().equals(CLASS_NAME);
    }

    /**
     * Starts ND4J and checks that the CUDA backend, if it is on the class path, has a GPU to run on: ND4J itself would
     * go on silently with the processor.
     *
     * @throws RondoException when there is no usable GPU; the sentence says how to run without one
     */
    public static void requireGpu() {
        requireCudaDriver();
        String found;
        try {
            if (isRunning()) {
                return;
            }
            found = "ND4J fell back to " + Nd4j.getBackend().getClass().getSimpleName();
        } catch (LinkageError | RuntimeException e) {
            throw new RondoException(refusal(e.toString()), e);
        }
        throw new RondoException(refusal(found));
    }

    /** Asked first, because ND4J prints a stack trace when NVIDIA's driver is not there. */
    private static void requireCudaDriver() {
        try (Arena arena = Arena.ofConfined()) {
            driver(arena);
        } catch (IllegalArgumentException e) {
            throw new RondoException(refusal("there is no " + DRIVER), e);
        }
    }

    @SuppressWarnings("restricted") // the launcher's --enable-native-access allows it
    private static SymbolLookup driver(Arena arena) {
        return SymbolLookup.libraryLookup(DRIVER, arena);
    }

    static String refusal(String found) {
        return "ND4J's CUDA backend is on the class path but finds no usable GPU (" + found
                + "): build without -Pcuda, or run on the CPU with --set training.backend=host";
    }
}
