package io.rondo.peer.model;

import io.rondo.peer.RondoException;
import io.rondo.peer.data.SampleShape;
import io.rondo.peer.model.layer.Convolution;
import io.rondo.peer.model.layer.Dense;
import io.rondo.peer.model.layer.Layer;
import io.rondo.peer.model.layer.MaxPool;
import io.rondo.peer.model.layer.Relu;
import java.util.ArrayList;
import java.util.List;

/**
 * The models that come along, by name.
 *
 * <ul>
 *   <li>{@code logistic}: one dense layer.
 *   <li>{@code mlp}: dense and relu for each hidden width, then a dense layer.
 *   <li>{@code lenet}: as in Caffe's example: conv 5x5x20, pool, conv 5x5x50, pool, dense 500, relu, dense. On 28x28x1
 *       and ten classes 431,080 parameters. (LeCun et al. 1998)
 *   <li>{@code cifarnet}: three times conv 5x5 "same" with relu and pool, 32, 32 and 64 filters, then dense; after
 *       Krizhevsky's cuda-convnet "quick" model.
 * </ul>
 */
public final class BuiltInModels {
    /** Hidden widths of {@code mlp} when none are given. */
    public static final List<Integer> DEFAULT_HIDDEN = List.of(128);

    private static final List<String> NAMES = List.of("logistic", "mlp", "lenet", "cifarnet");

    private BuiltInModels() {}

    public static List<String> names() {
        return NAMES;
    }

    /**
     * Makes the model {@code name}.
     *
     * @param hidden widths of the hidden layers of {@code mlp}; empty means {@link #DEFAULT_HIDDEN}; others ignore it
     * @throws RondoException when there is no such model (the sentence lists those there are) or a width is below 1
     */
    public static Model create(String name, List<Integer> hidden, Backend backend) {
        List<Integer> widths = List.copyOf(hidden.isEmpty() ? DEFAULT_HIDDEN : hidden);
        for (int width : widths) {
            if (width < 1) {
                throw new RondoException("model.hidden holds " + width + ": a hidden layer has at least one unit");
            }
        }
        switch (name) {
            case "logistic":
                return new LayeredModel(name, shape -> List.of(new Dense(shape.classes())), backend);
            case "mlp":
                return new LayeredModel(name, shape -> mlp(shape, widths), backend);
            case "lenet":
                return new LayeredModel(name, BuiltInModels::lenet, backend);
            case "cifarnet":
                return new LayeredModel(name, BuiltInModels::cifarnet, backend);
            default:
                throw new RondoException("unknown model " + name + ": known are " + String.join(", ", NAMES)
                        + "; a model of your own is named by model.class");
        }
    }

    private static List<Layer> mlp(SampleShape shape, List<Integer> widths) {
        List<Layer> layers = new ArrayList<>();
        for (int width : widths) {
            layers.add(new Dense(width));
            layers.add(new Relu());
        }
        layers.add(new Dense(shape.classes()));
        return layers;
    }

    private static List<Layer> lenet(SampleShape shape) {
        return List.of(
                Convolution.valid(5, 20),
                new MaxPool(2),
                Convolution.valid(5, 50),
                new MaxPool(2),
                new Dense(500),
                new Relu(),
                new Dense(shape.classes()));
    }

    private static List<Layer> cifarnet(SampleShape shape) {
        return List.of(
                Convolution.same(5, 32),
                new Relu(),
                new MaxPool(2),
                Convolution.same(5, 32),
                new Relu(),
                new MaxPool(2),
                Convolution.same(5, 64),
                new Relu(),
                new MaxPool(2),
                new Dense(shape.classes()));
    }
}
