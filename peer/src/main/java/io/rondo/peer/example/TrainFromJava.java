package io.rondo.peer.example;

import io.rondo.peer.Rondo;
import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.report.RunReport;

/** Trains the example model on the example data from Java: two peers, as processes, on this class path. */
public final class TrainFromJava {
    private static final String CONFIG = """
            job: spirals
            peers: 2
            model: {class: io.rondo.peer.example.SoftmaxRegression}
            data: {class: io.rondo.peer.example.SpiralPoints}
            training: {epochs: 3, batch: 16, optimizer: {name: adam, learningRate: 0.01}}
            """;

    private TrainFromJava() {}

    /** The report holds what {@code rondo train --json} writes. */
    public static RunReport train(String outputDirectory) {
        RondoConfig config = ConfigReader.readText(CONFIG + "output: {dir: \"" + outputDirectory + "\"}\n", "example");
        return Rondo.train(config);
    }
}
