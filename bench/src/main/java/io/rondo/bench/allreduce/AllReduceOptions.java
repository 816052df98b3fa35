package io.rondo.bench.allreduce;

import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.UdpSettings;
import io.rondo.allreduce.kernel.ElementType;
import io.rondo.allreduce.kernel.Operator;
import io.rondo.bench.report.ChartFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options, named as nccl-tests names them where it has them. */
final class AllReduceOptions {
    @Option(
            names = {"-b", "--minbytes"},
            converter = ByteSize.class,
            paramLabel = "SIZE",
            defaultValue = "1K",
            description = "Smallest size: bytes of one rank's buffer (default: ${DEFAULT-VALUE}).")
    private long minBytes;

    @Option(
            names = {"-e", "--maxbytes"},
            converter = ByteSize.class,
            paramLabel = "SIZE",
            defaultValue = "256M",
            description = "Largest size (default: ${DEFAULT-VALUE}).")
    private long maxBytes;

    @Option(
            names = {"-f", "--stepfactor"},
            paramLabel = "N",
            defaultValue = "4",
            description = "From one size to the next (default: ${DEFAULT-VALUE}).")
    private int factor;

    @Option(
            names = {"-n", "--iters"},
            paramLabel = "N",
            defaultValue = "0",
            description = "Operations of each size; 0: by time, from 11 to 5000 (default: ${DEFAULT-VALUE}).")
    private int iterations;

    @Option(
            names = {"-w", "--warmup_iters"},
            paramLabel = "N",
            defaultValue = "0",
            description = "Operations before that are not counted; 0: 5, and 1 above 16M (default: ${DEFAULT-VALUE}).")
    private int warmups;

    @Option(
            names = {"-c", "--check"},
            paramLabel = "0|1",
            defaultValue = "1",
            description = "Compares every element with the expected one (default: ${DEFAULT-VALUE}).")
    private int check;

    @Option(
            names = {"-d", "--datatype"},
            converter = Names.TypeName.class,
            paramLabel = "TYPE",
            defaultValue = "float",
            description = "float, double, int32 or int64 (default: ${DEFAULT-VALUE}).")
    private ElementType type;

    @Option(
            names = {"-o", "--op"},
            converter = Names.OperatorName.class,
            paramLabel = "OP",
            defaultValue = "sum",
            description = "sum, avg, min or max (default: ${DEFAULT-VALUE}).")
    private Operator operator;

    @Option(
            names = "--peers",
            paramLabel = "N",
            defaultValue = "2",
            description = "Processes (default: ${DEFAULT-VALUE}).")
    private int peers;

    @Option(
            names = "--growth",
            paramLabel = "N,N,...",
            split = ",",
            description = "Measures each of these numbers of peers instead, and prints time over number in one table.")
    private List<Integer> growth;

    @Option(
            names = "--path",
            converter = Names.PathName.class,
            paramLabel = "PATH",
            defaultValue = "auto",
            description = "window, ipc, udp or auto (default: ${DEFAULT-VALUE}).")
    private TransportKind path;

    @Option(
            names = "--host",
            converter = HostSpec.Converter.class,
            paramLabel = "ADDRESS[,ADDRESS][@NETNS]",
            description = {
                "Repeated: shares out the peers over hosts with these addresses, each a network namespace of this machine.",
                "Without it, --path udp has each peer alone at 127.0.0.1."
            })
    private List<HostSpec> hosts = List.of();

    @Option(
            names = "--mtu",
            paramLabel = "BYTES",
            defaultValue = "0",
            description = "Largest IP packet over UDP; 0: that of the NICs (default: ${DEFAULT-VALUE}).")
    private int mtuBytes;

    @Option(
            names = "--window",
            converter = ByteSize.class,
            paramLabel = "SIZE",
            defaultValue = "0",
            description =
                    "What may be under way to a peer on one rail; 0: by the NICs' rate (default: ${DEFAULT-VALUE}).")
    private long windowBytes;

    @Option(
            names = "--offload",
            paramLabel = "on|off",
            defaultValue = "on",
            description = "UDP segmentation offload where the kernel has it (default: ${DEFAULT-VALUE}).")
    private String offload;

    @Option(
            names = "--place",
            converter = Names.PlaceName.class,
            paramLabel = "PLACE",
            defaultValue = "both",
            description = "in, out or both (default: ${DEFAULT-VALUE}).")
    private Names.Places places;

    @Option(
            names = "--bind",
            converter = Names.BindingName.class,
            paramLabel = "BINDING",
            defaultValue = "none",
            description = "core pins each of Rondo's peers to a core, none does not (default: ${DEFAULT-VALUE}).")
    private Binding binding;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "0.5",
            description = "Time of each size, place and setting (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--compare",
            converter = Names.RivalName.class,
            split = ",",
            paramLabel = "openmpi|stock",
            description = {
                "Measures in turns with ours: openmpi, its MPI_Allreduce in several settings;",
                "stock, our own ring over UDP without segmentation offload."
            })
    private List<String> rivals = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "With --compare: turns that the time of a size is spread over (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--alloc", description = "Adds a column: heap bytes allocated by one operation.")
    boolean showsAllocation;

    @Option(
            names = "--wire",
            description = {
                "Adds two columns: bytes that the NICs of the host that sends most send for one operation,",
                "and that in proportion to 2(H-1)/H of the buffer, which each of H hosts must send. Needs --host."
            })
    boolean showsWire;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also writes machine, configuration and figures there.")
    Path json;

    @Option(names = "--plot", paramLabel = "FILE", description = "Also draws bus bandwidth over size: .svg or .png.")
    Path plot;

    boolean compares() {
        return !rivals.isEmpty();
    }

    boolean compares(String rival) {
        return rivals.contains(rival);
    }

    List<Integer> counts() {
        return growth == null ? List.of(peers) : growth;
    }

    boolean isGrowth() {
        return growth != null;
    }

    Workload workload() {
        return new Workload(
                type,
                operator,
                path,
                binding,
                hosts,
                new UdpSettings(mtuBytes, (int) windowBytes, !"off".equals(offload)));
    }

    Sweep sweep() {
        return new Sweep(
                Sweep.sizes(minBytes, maxBytes, factor),
                places.all(),
                compares() ? rounds : 1,
                iterations,
                seconds,
                warmups,
                check == 1);
    }

    /** Refuses what cannot be measured, as a wrong command line. */
    void check(CommandSpec spec) {
        int width = type.bytes();
        refuse(spec, minBytes < 1, "-b must be 1 or more");
        refuse(
                spec,
                minBytes > maxBytes,
                "-b " + ByteSize.format(minBytes) + " is above -e " + ByteSize.format(maxBytes)
                        + ": the smallest size comes first");
        refuse(
                spec,
                minBytes % width != 0,
                "-b " + minBytes + " is not a multiple of " + width + " bytes, the size of a " + Names.of(type));
        refuse(spec, factor < 2, "-f " + factor + ": sizes must grow, 2 is the least factor");
        refuse(spec, iterations < 0, "-n " + iterations + ": must be 0 or more");
        refuse(spec, warmups < 0, "-w " + warmups + ": must be 0 or more");
        refuse(spec, check != 0 && check != 1, "-c " + check + ": must be 0 or 1");
        for (int count : counts()) {
            refuse(spec, count < 1 || count > 64, "--peers " + count + ": must be from 1 to 64");
        }
        refuse(spec, !(seconds > 0 && seconds <= 600), "--seconds " + seconds + ": must be above 0, and 600 at most");
        refuse(
                spec,
                mtuBytes != 0 && (mtuBytes < UdpSettings.MIN_MTU_BYTES || mtuBytes > UdpSettings.MAX_MTU_BYTES),
                "--mtu " + mtuBytes + ": must be from " + UdpSettings.MIN_MTU_BYTES + " to " + UdpSettings.MAX_MTU_BYTES
                        + ", or 0");
        refuse(
                spec,
                windowBytes != 0
                        && (windowBytes < UdpSettings.MIN_WINDOW_BYTES || windowBytes > UdpSettings.MAX_WINDOW_BYTES),
                "--window " + windowBytes + ": must be from 64K to 64M, or 0");
        refuse(spec, !List.of("on", "off").contains(offload), "--offload " + offload + ": must be on or off");
        for (int count : counts()) {
            refuse(
                    spec,
                    !hosts.isEmpty()
                            && (count < hosts.size() || count > 1 && hosts.size() == 1 && path == TransportKind.UDP),
                    "--peers " + count + " cannot be shared out over " + hosts.size() + " hosts");
        }
        refuse(
                spec,
                compares("stock") && path != TransportKind.UDP && hosts.isEmpty(),
                "--compare stock is about UDP: add --path udp, or --host");
        refuse(
                spec,
                showsWire && !workload().hasNetwork(),
                "--wire counts what NICs send between hosts: add --host twice");
        refuse(spec, rounds < 1, "--rounds " + rounds + ": must be 1 or more");
        refuse(
                spec,
                compares() && isGrowth(),
                "--growth and --compare do not go together: compare one number of peers");
        refuse(
                spec,
                plot != null && !ChartFile.isKnown(plot),
                "--plot " + plot + ": the name must end with .svg or .png");
        refuseNoPlace(spec, "--json", json);
        refuseNoPlace(spec, "--plot", plot);
    }

    private static void refuseNoPlace(CommandSpec spec, String option, Path file) {
        if (file != null) {
            Path directory = file.toAbsolutePath().getParent();
            refuse(spec, Files.isDirectory(file), option + " " + file + " is a directory: name a file");
            refuse(
                    spec,
                    !Files.isDirectory(directory),
                    option + " " + file + ": the directory " + directory + " does not exist");
        }
    }

    private static void refuse(CommandSpec spec, boolean isWrong, String sentence) {
        if (isWrong) {
            throw new ParameterException(spec.commandLine(), sentence);
        }
    }

    /** For the heading and the report. */
    Map<String, Object> configuration() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("minBytes", minBytes);
        config.put("maxBytes", maxBytes);
        config.put("stepFactor", factor);
        config.put("iterations", iterations);
        config.put("warmups", warmups);
        config.put("check", check == 1);
        config.put("type", Names.of(type));
        config.put("redop", Names.of(operator));
        config.put("peers", counts());
        config.put("path", Names.of(path));
        if (path == TransportKind.UDP || !hosts.isEmpty()) {
            config.put("hosts", hosts.stream().map(HostSpec::name).toList());
            config.put("mtu", mtuBytes == 0 ? "found out" : mtuBytes);
            config.put("window", windowBytes == 0 ? "found out" : windowBytes);
            config.put("offload", offload);
        }
        config.put("places", places.all().stream().map(Place::toString).toList());
        config.put("bind", binding.toString());
        config.put("secondsPerSize", seconds);
        config.put("rounds", compares() ? rounds : 1);
        return config;
    }
}
