package io.rondo.peer.process;

import io.rondo.peer.checkpoint.CheckpointDirectory;
import io.rondo.peer.checkpoint.CheckpointHeader;
import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.train.LoopState;
import io.rondo.peer.train.ReplicaDigest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Everything that can be wrong with what a run is given, laid out in a directory; the cases of {@link BadInputTest}. */
final class BadInputs {
    private static final int TAKEN_PORT = 40_300;
    private static final int PARAMETERS = 28 * 28 * 10 + 10; // logistic regression on MNIST

    private BadInputs() {}

    /**
     * @param what is wrong
     * @param command without the word rondo; paths are relative to the directory
     * @param answer a part of the sentence that must be there
     */
    record Case(String what, String command, String answer) {
        @Override
        public String toString() {
            return what;
        }
    }

    static List<Case> all() {
        return List.of(
                new Case("no such data directory", train("--data-dir none"), "no such data directory: none"),
                new Case("a .gz file that is cut short", train("--data-dir cut"), "train-images-idx3-ubyte.gz"),
                new Case("a wrong magic number", train("--data-dir magic"), "magic"),
                new Case("image and label counts differ", train("--data-dir counts"), "960 images"),
                new Case(
                        "a CIFAR-10 file of a wrong length",
                        "train --peers 2 --set data.set=cifar10 --data-dir cifar",
                        "3073"),
                new Case("unknown key", "train --set training.bach=8", "did you mean batch?"),
                new Case("wrong type", "train --set training.batch=many", "expected a whole number"),
                new Case("batch 0", "train --batch 0", "expected a whole number from 1"),
                new Case(
                        "fewer samples than peers",
                        "train --peers 4 --set data.set=mnist --data-dir few",
                        "3 training samples"),
                new Case("two peers with one id", "train --config twice.yaml", "an id of its own"),
                new Case("an id that the file does not list", "peer --config two.yaml --id 7", "no peer has id 7"),
                new Case(
                        "a membership node without any in the config",
                        "membership --node 0",
                        "membership.nodes is empty"),
                new Case("a node that the file does not list", "membership --config node.yaml --node 3", "no node 3"),
                new Case("unknown model", "train --model lennet", "lenet"),
                new Case("unknown data set", "train --set data.set=mnits", "fashion-mnist"),
                new Case("unknown mode", "train --mode rnig", "ring"),
                new Case("unknown optimizer", "train --set training.optimizer.name=adm", "adam"),
                new Case("a checkpoint of another model", resume("sound", "mlp"), "the checkpoint was made with model"),
                new Case("a checkpoint that is cut short", resume("short", "logistic"), "is cut short"),
                new Case("a checkpoint with a wrong digest", resume("flipped", "logistic"), "is damaged"),
                new Case("the same, evaluated: cut short", evaluate("short"), "is cut short"),
                new Case("the same, evaluated: wrong digest", evaluate("flipped"), "is damaged"),
                new Case(
                        "a port that another program has",
                        "train --config taken.yaml",
                        "peer 0 cannot have UDP ports " + TAKEN_PORT + " and "),
                new Case("a directory that another run uses", "train --set output.dir=used", "another run is already"),
                new Case(
                        "a learning rate that makes the loss NaN",
                        train("--data-dir noise --model mlp --set training.optimizer.name=sgd"
                                + " --set training.optimizer.learningRate=1e30"),
                        "at step "));
    }

    private static String train(String options) {
        return "train --peers 2 --set data.set=mnist " + options;
    }

    private static String resume(String output, String model) {
        return train("--data-dir noise --resume --set output.dir=" + output + " --model " + model);
    }

    private static String evaluate(String output) {
        return "evaluate --data-dir noise --checkpoint " + output + "/checkpoint-000000000005.rondo";
    }

    static void layOut(Path directory) throws IOException {
        NoiseImages.write(directory.resolve("noise"), NoiseImages.TRAIN);
        NoiseImages.write(directory.resolve("few"), 3);
        NoiseImages.write(directory.resolve("magic"), NoiseImages.TRAIN);
        overwrite(directory.resolve("magic/train-images-idx3-ubyte"), 3, 9);
        NoiseImages.write(directory.resolve("counts"), NoiseImages.TRAIN);
        Files.copy(
                directory.resolve("few/train-labels-idx1-ubyte"),
                directory.resolve("counts/train-labels-idx1-ubyte"),
                StandardCopyOption.REPLACE_EXISTING);
        NoiseImages.write(directory.resolve("cut"), NoiseImages.TRAIN);
        zipAndCut(directory.resolve("cut/train-images-idx3-ubyte"));
        Files.createDirectory(directory.resolve("cifar"));
        Files.write(directory.resolve("cifar/data_batch_1.bin"), new byte[2 * 3073 + 100]);
        Files.write(directory.resolve("cifar/test_batch.bin"), new byte[3073]);
        String peers = "peers: [{id: 0, port: 40100}, {id: %d, port: 40101}]%n";
        Files.writeString(directory.resolve("twice.yaml"), String.format(peers, 0));
        Files.writeString(directory.resolve("two.yaml"), String.format(peers, 1));
        Files.writeString(
                directory.resolve("node.yaml"),
                "peers: [{id: 0, port: 40100}]\nmembership: {nodes: [{port: 42000}]}\n");
        Files.writeString(
                directory.resolve("taken.yaml"),
                "{peers: [{id: 0, port: " + TAKEN_PORT + "}, {id: 1, port: 40301}], model: logistic}\n");
        Files.createDirectory(directory.resolve("used"));
        for (String run : List.of("sound", "short", "flipped")) {
            Path file = writeCheckpoint(directory.resolve(run));
            byte[] content = Files.readAllBytes(file);
            if (run.equals("short")) {
                Files.write(file, Arrays.copyOf(content, content.length / 2));
            } else if (run.equals("flipped")) {
                overwrite(file, content.length / 2, 77);
            }
        }
    }

    /** Takes the port, unless another program has it anyway. */
    static DatagramSocket takePort() throws IOException {
        DatagramSocket socket = new DatagramSocket(null);
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), TAKEN_PORT));
        } catch (BindException expected) {
            // That is what the case is about.
        }
        return socket;
    }

    private static Path writeCheckpoint(Path directory) throws IOException {
        Files.createDirectory(directory);
        String config = EffectiveConfig.yaml(
                ConfigReader.readText("{job: bad, peers: 2, model: logistic, data: {set: mnist, dir: noise}}", "test"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment parameters = arena.allocate(PARAMETERS * Float.BYTES);
            MemorySegment state = arena.allocate(2L * PARAMETERS * Float.BYTES);
            CheckpointHeader header = new CheckpointHeader(
                    config,
                    "logistic",
                    PARAMETERS,
                    2 * PARAMETERS,
                    ReplicaDigest.hex(parameters),
                    new LoopState(5, LoopState.START.cursor(), 0, 0, 0),
                    List.of());
            return new CheckpointDirectory(directory, 3).write(header, parameters, state);
        }
    }

    private static void overwrite(Path file, int at, int value) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[at] = (byte) value;
        Files.write(file, content);
    }

    private static void zipAndCut(Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(Files.readAllBytes(file));
        }
        Files.delete(file);
        Files.write(
                file.resolveSibling(file.getFileName() + ".gz"), Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2));
    }
}
