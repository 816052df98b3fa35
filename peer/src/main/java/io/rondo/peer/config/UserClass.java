package io.rondo.peer.config;

import io.rondo.peer.config.yaml.InvalidSettingException;
import javax.lang.model.SourceVersion;

/** The name of a class that the user brings, {@code com.acme.MyModel}. Whether it can be loaded shows when it is. */
final class UserClass {
    private UserClass() {}

    static void check(String className) {
        if (!SourceVersion.isName(className.replace('$', '.'))) {
            throw new InvalidSettingException("class", "the full name of a class, such as com.acme.MyModel", className);
        }
    }

    static String simpleName(String className) {
        return className.substring(Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
    }
}
