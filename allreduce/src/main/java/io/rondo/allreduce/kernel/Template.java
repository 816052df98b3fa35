package io.rondo.allreduce.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;

/**
 * Loads a kernel's class once more for each element: a hidden class (JEP 371) with the element as its class data. So one
 * source serves all types and operators, and yet each has its own methods, whose constants and type profile are its own:
 * the JIT compiles every one as if it had been written by hand. (One loop shared by all types would be fast only as long
 * as the JIT chooses to inline it, with its callers' constants, into each of them.)
 */
final class Template {
    private static final Lookup LOOKUP = MethodHandles.lookup();

    private Template() {}

    /** A new instance of a new class made of the template's bytes. */
    static ReduceKernel instantiate(Class<? extends ReduceKernel> template, Element element) {
        try (InputStream bytes = template.getResourceAsStream(template.getSimpleName() + ".class")) {
            return LOOKUP.defineHiddenClassWithClassData(bytes.readAllBytes(), element, true)
                    .lookupClass()
                    .asSubclass(ReduceKernel.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the class file of " + template, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot instantiate " + template + " for " + element, e);
        }
    }

    /** What the calling template was instantiated for. */
    static Element element(Lookup template) {
        try {
            return MethodHandles.classData(template, ConstantDescs.DEFAULT_NAME, Element.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(template + " may not read its own class data", e);
        }
    }
}
