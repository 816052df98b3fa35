package io.rondo.peer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rondo.peer.data.SampleShape;
import io.rondo.peer.model.layer.Convolution;
import io.rondo.peer.model.layer.Dense;
import io.rondo.peer.model.layer.Layer;
import io.rondo.peer.model.layer.MaxPool;
import io.rondo.peer.model.layer.PlacedLayer;
import io.rondo.peer.model.layer.Relu;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients against central differences of {@link ReferenceNetwork}. A coordinate with a kink within its step is left
 * out; few are.
 */
class GradientTest {
    private static final double STEP = 1e-6;
    private static final double TOLERANCE = 1e-4;

    /** Shapes that no kernel likes: odd sizes, leftovers of pools, one channel, one filter, wide and flat kernels. */
    static Stream<Arguments> awkwardNetworks() {
        SampleShape small = new SampleShape(7, 9, 3, 5);
        SampleShape deep = new SampleShape(11, 13, 6, 3);
        SampleShape tiny = new SampleShape(1, 1, 1, 2);
        return Stream.of(
                Arguments.of("dense", tiny, List.of(new Dense(2))),
                Arguments.of("conv 1x1", small, List.of(Convolution.valid(1, 1), new Dense(5))),
                Arguments.of("conv 3x2 padded", small, List.of(new Convolution(3, 2, 5, 1), new Dense(5))),
                Arguments.of("conv 2x5 deep", deep, List.of(new Convolution(2, 5, 33, 1), new Relu(), new Dense(3))),
                Arguments.of("conv covers all", small, List.of(new Convolution(7, 9, 17, 0), new Dense(5))),
                Arguments.of("pool first", small, List.of(new MaxPool(2), new Relu(), new Dense(5))),
                Arguments.of(
                        "pool leftovers",
                        deep,
                        List.of(
                                Convolution.same(3, 18),
                                new MaxPool(3),
                                Convolution.valid(2, 7),
                                new Relu(),
                                new Dense(3))),
                Arguments.of(
                        "two same",
                        small,
                        List.of(
                                Convolution.same(5, 20),
                                new Relu(),
                                new MaxPool(2),
                                Convolution.same(3, 16),
                                new Relu(),
                                new MaxPool(3),
                                new Dense(11),
                                new Relu(),
                                new Dense(5))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("awkwardNetworks")
    void shouldDifferentiateAwkwardShapes(String name, SampleShape shape, List<Layer> layers) {
        for (Backend backend : List.of(Backend.HOST, Backend.OPS)) {
            check(name + " on " + backend, new LayeredModel(name, anyShape -> layers, backend), shape, 5, 200);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HOST", "OPS"})
    void shouldDifferentiateEveryBuiltInModel(Backend backend) {
        check("logistic on " + backend, model("logistic", backend), ModelUnderTest.GREY_28, 17, 300);
        check("mlp on " + backend, model("mlp", backend), ModelUnderTest.GREY_28, 17, 200);
        check("lenet on " + backend, model("lenet", backend), ModelUnderTest.GREY_28, 2, 40);
        check("lenet 32x32x3 on " + backend, model("lenet", backend), ModelUnderTest.COLOUR_32, 1, 20);
        check("cifarnet on " + backend, model("cifarnet", backend), ModelUnderTest.COLOUR_32, 1, 20);
    }

    @Test
    void shouldDifferentiateDeepPerceptrons() {
        LayeredModel mlp = (LayeredModel) BuiltInModels.create("mlp", List.of(17, 1, 5), Backend.HOST);
        check("mlp 17-1-5", mlp, new SampleShape(3, 5, 1, 4), 9, 200);
    }

    private static LayeredModel model(String name, Backend backend) {
        return (LayeredModel) BuiltInModels.create(name, List.of(), backend);
    }

    private static void check(String name, LayeredModel model, SampleShape shape, int count, int coordinates) {
        try (ModelUnderTest tested = new ModelUnderTest(model, shape, count + 2)) {
            tested.fill(count, 11).shakeParameters(3);
            double loss = model.computeGradients(tested.batch);
            double[] parameters = new double[model.parameterCount()];
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] = tested.parameters.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            }
            double[][] features = new double[count][shape.length()];
            for (int i = 0; i < count * shape.length(); i++) {
                features[i / shape.length()][i % shape.length()] =
                        tested.batch.features().getAtIndex(ValueLayout.JAVA_FLOAT, i);
            }
            ReferenceNetwork reference = new ReferenceNetwork(model.plan(), parameters);
            assertThat(loss)
                    .isCloseTo(reference.loss(features, tested.batch.labels()), within(tested.lossTolerance(loss)));
            for (PlacedLayer place : model.plan().layers()) {
                if (place.parameterCount() > 0) {
                    checkLayer(name, place, coordinates, reference, parameters, features, tested);
                }
            }
        }
    }

    private static void checkLayer(
            String name,
            PlacedLayer place,
            int coordinates,
            ReferenceNetwork reference,
            double[] parameters,
            double[][] features,
            ModelUnderTest tested) {
        float[] gradients = tested.gradientsCopy();
        double difference = 0;
        double size = 0;
        int kinks = 0;
        List<Integer> chosen = choose(place, coordinates);
        for (int i : chosen) {
            double saved = parameters[i];
            parameters[i] = saved + STEP;
            double above = reference.loss(features, tested.batch.labels());
            long decisionsAbove = reference.decisions();
            parameters[i] = saved - STEP;
            double below = reference.loss(features, tested.batch.labels());
            parameters[i] = saved;
            if (decisionsAbove != reference.decisions()) {
                kinks++;
                continue;
            }
            double expected = (above - below) / (2 * STEP);
            difference += (gradients[i] - expected) * (gradients[i] - expected);
            size += expected * expected;
        }
        double error = Math.sqrt(difference / size);
        System.out.printf(
                "%s, layer %s: relative error %.1e over %d parameters, %d left out%n",
                name, place, error, chosen.size() - kinks, kinks);
        assertThat(kinks).as("parameters with a kink within the step").isLessThanOrEqualTo(chosen.size() / 10);
        assertThat(error).as("%s, layer %s", name, place).isLessThan(TOLERANCE);
    }

    /** All parameters of a small layer; of a large one, some weights and some biases. */
    private static List<Integer> choose(PlacedLayer place, int most) {
        List<Integer> chosen = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(5);
        if (place.parameterCount() <= most) {
            for (int i = 0; i < place.parameterCount(); i++) {
                chosen.add(place.offset() + i);
            }
            return chosen;
        }
        for (int i = 0; i < most; i++) {
            chosen.add(
                    i % 8 == 0
                            ? place.biasOffset() + random.nextInt(place.layer().filters())
                            : place.offset() + random.nextInt(place.weightCount()));
        }
        return chosen;
    }
}
