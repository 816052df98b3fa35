package io.rondo.bench.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.cli.ExitCode;
import io.rondo.peer.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be measured gets one sentence, before anything is started. */
class RefusalTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-b 1M -e 1K            | 2 | -b 1M is above -e 1K",
                "-b 1X                  | 2 | not a size: 1X",
                "-b 1002                | 2 | -b 1002 is not a multiple of 4 bytes, the size of a float",
                "-b 1004 -d double      | 2 | -b 1004 is not a multiple of 8 bytes, the size of a double",
                "-b 0                   | 2 | -b must be 1 or more",
                "-f 1                   | 2 | 2 is the least factor",
                "-n -1                  | 2 | -n -1: must be 0 or more",
                "-w -1                  | 2 | -w -1: must be 0 or more",
                "-c 2                   | 2 | -c 2: must be 0 or 1",
                "-d half                | 2 | unknown type half, expected one of float, double, int32, int64",
                "-o prod                | 2 | unknown operation prod, expected one of sum, avg, min, max",
                "--path tcp             | 2 | unknown path tcp, expected one of window, ipc, udp, auto",
                "--mtu 500              | 2 | --mtu 500: must be from 1280 to 65535, or 0",
                "--offload maybe        | 2 | --offload maybe: must be on or off",
                "--compare stock        | 2 | --compare stock is about UDP: add --path udp, or --host",
                "--wire                 | 2 | --wire counts what NICs send between hosts: add --host twice",
                "--place up             | 2 | unknown place up, expected one of in, out, both",
                "--bind socket          | 2 | unknown binding socket, expected one of none, core",
                "--compare mpich        | 2 | unknown comparison mpich, expected one of openmpi",
                "--peers 0              | 2 | --peers 0: must be from 1 to 64",
                "--growth 1,0           | 2 | --peers 0: must be from 1 to 64",
                "--growth 1 --compare openmpi | 2 | do not go together",
                "--seconds 0            | 2 | must be above 0",
                "--rounds 0             | 2 | --rounds 0: must be 1 or more",
                "--json /no/such/a.json | 2 | the directory /no/such does not exist",
                "--plot a.pdf           | 2 | must end with .svg or .png",
                "-e 4096G               | 1 | /dev/shm is too small: 2 peers with 2 windows of"
            })
    void shouldRefuse(String arguments, int exitCode, String sentence) {
        String[] all = Stream.concat(Stream.of("bench", "allreduce"), Stream.of(arguments.split(" ")))
                .toArray(String[]::new);

        assertThat(Main.run(all, new PrintWriter(out), new PrintWriter(err))).isEqualTo(exitCode);

        assertThat(err.toString().lines().findFirst().orElseThrow())
                .startsWith("rondo: ")
                .contains(sentence);
        assertThat(err.toString().lines()).hasSize(exitCode == ExitCode.USAGE ? 2 : 1);
        assertThat(out.toString()).isEmpty();
    }
}
