package io.rondo.peer.train;

import io.rondo.peer.RondoException;
import io.rondo.peer.config.DataConfig;
import io.rondo.peer.config.ModelConfig;
import io.rondo.peer.config.TrainingConfig;
import io.rondo.peer.data.DataSets;
import io.rondo.peer.data.DataSource;
import io.rondo.peer.data.Labels;
import io.rondo.peer.data.ParityLabels;
import io.rondo.peer.model.BuiltInModels;
import io.rondo.peer.model.Model;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes the data and the model that the config names: built-in ones, or classes of the user's. */
public final class Choices {
    private final ClassLoader classes;

    private Choices(ClassLoader classes) {
        this.classes = classes;
    }

    /**
     * @param classPath jars and directories to look for the user's classes in, beside this program's own class path
     * @throws RondoException when one of them is not there
     */
    public static Choices on(List<Path> classPath) {
        if (classPath.isEmpty()) {
            return new Choices(Choices.class.getClassLoader());
        }
        List<URL> urls = new ArrayList<>();
        for (Path entry : classPath) {
            if (!Files.exists(entry)) {
                throw new RondoException("--classpath names " + entry + ", which does not exist");
            }
            try {
                urls.add(entry.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new RondoException("--classpath names " + entry + ", which is no usable path", e);
            }
        }
        return new Choices(new URLClassLoader(urls.toArray(URL[]::new), Choices.class.getClassLoader()));
    }

    /** Opens the data set. */
    public DataSource data(DataConfig config) {
        DataSource source = config.userClass()
                .map(name -> make(name, DataSource.class, "data.class"))
                .orElseGet(() -> DataSets.open(config.set(), config.dir().orElse(null)));
        return config.labels() == Labels.PARITY ? new ParityLabels(source) : source;
    }

    Model model(ModelConfig config, TrainingConfig training) {
        return config.userClass()
                .map(name -> make(name, Model.class, "model.class"))
                .orElseGet(() -> BuiltInModels.create(config.name(), config.hidden(), training.backend()));
    }

    private <T> T make(String className, Class<T> type, String key) {
        try {
            Class<?> found = Class.forName(className, true, classes);
            if (!type.isAssignableFrom(found)) {
                throw new RondoException(key + " names " + className + ", which does not implement " + type.getName());
            }
            return type.cast(found.getConstructor().newInstance());
        } catch (ClassNotFoundException e) {
            throw new RondoException(
                    key + " names " + className
                            + ", which is not on the class path: add its jar or directory with --classpath",
                    e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RondoException refusal) {
                throw refusal;
            }
            throw new RondoException(key + " " + className + " failed in its constructor: " + e.getCause(), e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new RondoException(
                    key + " names " + className
                            + ", which needs to be public with a public constructor without arguments: " + e,
                    e);
        }
    }
}
