/* MPI's side of `rondo bench allreduce --compare openmpi`: measures MPI_Allreduce by the method of SliceRun.java.
 *
 *   mpirun -np N ./mpi_contestant TYPE OPERATION DIRECTORY
 *
 * TYPE float|double|int32|int64, OPERATION sum|avg|min|max (an average is a sum divided by every rank, inside the time).
 * Rank 0 reads lines "run bytes=B place=in|out iterations=N least=.. most=.. timeNs=.. warmups=.. check=0|1 seed=.." and
 * answers "ran wrong=W allocated=0 sent=0 times=NS,NS,..." with the slowest rank's time of each operation. Between commands all
 * ranks sleep in a read: rank 0 of its standard input, the others of a named pipe in DIRECTORY that rank 0 passes lines on
 * to. When the input ends, they end. THP=1 in the environment asks for huge pages.
 */
#define _GNU_SOURCE
#include <mpi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { PERIOD = 4093, RANGE = 201, STALE = -12345, SHIFT = 1009, HUGE_PAGE = 2 << 20, LINE = 1024 };

typedef struct {
    MPI_Datatype type;
    MPI_Op operation;
    size_t width;
    int average, rank, ranks;
    char *mine, *expected, *stale; /* two periods each */
} Work;

typedef struct {
    size_t bytes;
    int in_place, check;
    long shift, wrong;
    char *source, *target;
} Slice;

static void fail(const char *why) {
    printf("failed why=%s\n", why);
    fflush(stdout);
    MPI_Abort(MPI_COMM_WORLD, 1);
}

static double seconds_to_ns(double seconds) { return seconds * 1e9; }

/* ---- data: small integers by rank and index, repeating after a prime number of elements */

static int value(int rank, int index) {
    uint32_t mixed = (uint32_t)index * 2246822519u + (uint32_t)rank * 3266489917u + 374761393u;
    mixed = (mixed ^ mixed >> 16) * 668265263u;
    mixed = (mixed ^ mixed >> 13) * 2654435761u;
    return (int)((mixed ^ mixed >> 16) % RANGE) - RANGE / 2;
}

static void put(const Work *work, char *at, int index, int number) {
    if (work->type == MPI_FLOAT) ((float *)at)[index] = number;
    else if (work->type == MPI_DOUBLE) ((double *)at)[index] = number;
    else if (work->type == MPI_INT32_T) ((int32_t *)at)[index] = number;
    else ((int64_t *)at)[index] = number;
}

static int combined(const Work *work, int factor, int index) {
    int result = factor * value(0, index);
    for (int rank = 1; rank < work->ranks; rank++) {
        int next = factor * value(rank, index);
        if (work->operation == MPI_SUM) result += next;
        else if ((work->operation == MPI_MIN) == (next < result)) result = next;
    }
    return work->average ? result / work->ranks : result;
}

static void make_patterns(Work *work) {
    size_t length = 2 * PERIOD * work->width;
    int factor = work->average ? work->ranks : 1;
    work->mine = malloc(length);
    work->expected = malloc(length);
    work->stale = malloc(length);
    for (int i = 0; i < 2 * PERIOD; i++) {
        put(work, work->mine, i, factor * value(work->rank, i % PERIOD));
        put(work, work->expected, i, combined(work, factor, i % PERIOD));
        put(work, work->stale, i, STALE);
    }
}

static void repeat(const Work *work, const char *pattern, char *buffer, size_t bytes, long shift) {
    const char *from = pattern + shift % PERIOD * work->width;
    size_t period = PERIOD * work->width;
    for (size_t at = 0; at < bytes; at += period) memcpy(buffer + at, from, bytes - at < period ? bytes - at : period);
}

static long count_different(const Work *work, const char *pattern, const char *buffer, size_t bytes, long shift) {
    const char *from = pattern + shift % PERIOD * work->width;
    size_t period = PERIOD * work->width, width = work->width;
    long different = 0;
    for (size_t at = 0; at < bytes; at += period) {
        size_t length = bytes - at < period ? bytes - at : period;
        if (memcmp(buffer + at, from, length) == 0) continue;
        for (size_t i = 0; i < length; i += width) different += memcmp(buffer + at + i, from + i, width) != 0;
    }
    return different;
}

/* ---- one operation, and a slice of them */

static void divide(const Work *work, char *buffer, size_t count) {
    if (work->type == MPI_FLOAT) for (size_t i = 0; i < count; i++) ((float *)buffer)[i] /= work->ranks;
    else if (work->type == MPI_DOUBLE) for (size_t i = 0; i < count; i++) ((double *)buffer)[i] /= work->ranks;
    else if (work->type == MPI_INT32_T) for (size_t i = 0; i < count; i++) ((int32_t *)buffer)[i] /= work->ranks;
    else for (size_t i = 0; i < count; i++) ((int64_t *)buffer)[i] /= work->ranks;
}

static double operate(const Work *work, Slice *slice) {
    size_t count = slice->bytes / work->width;
    slice->shift += SHIFT;
    repeat(work, work->mine, slice->source, slice->bytes, slice->shift);
    if (!slice->in_place) repeat(work, work->stale, slice->target, slice->bytes, 0);
    MPI_Barrier(MPI_COMM_WORLD);
    double begin = MPI_Wtime();
    MPI_Allreduce(slice->in_place ? MPI_IN_PLACE : slice->source, slice->target, (int)count, work->type, work->operation,
                  MPI_COMM_WORLD);
    if (work->average) divide(work, slice->target, count);
    return seconds_to_ns(MPI_Wtime() - begin);
}

static void verify(const Work *work, Slice *slice) {
    if (!slice->check) return;
    slice->wrong += count_different(work, work->expected, slice->target, slice->bytes, slice->shift);
    if (!slice->in_place) slice->wrong += count_different(work, work->mine, slice->source, slice->bytes, slice->shift);
}

static char *buffer_of(size_t bytes) {
    size_t length = (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    char *buffer = aligned_alloc(HUGE_PAGE, length);
    if (!buffer) fail("no_memory_for_a_buffer");
    if (getenv("THP")) madvise(buffer, length, MADV_HUGEPAGE);
    return buffer;
}

static long number(const char *line, const char *key) {
    char text[32];
    snprintf(text, sizeof text, " %s=", key);
    const char *found = strstr(line, text);
    if (!found) fail("a_key_is_missing");
    return strtol(found + strlen(text), NULL, 10);
}

static int iterations_of(const char *line, double operation_ns) {
    long wanted = number(line, "iterations"), least = number(line, "least"), most = number(line, "most");
    if (wanted > 0) return (int)wanted;
    double fitting = number(line, "timeNs") / (operation_ns > 1 ? operation_ns : 1);
    return (int)(fitting < least ? least : fitting > most ? most : fitting);
}

static void answer(const double *times_ns, int count, long wrong) {
    printf("ran wrong=%ld allocated=0 sent=0 times=", wrong);
    for (int i = 0; i < count; i++) printf("%s%.0f", i ? "," : "", times_ns[i]);
    printf("\n");
    fflush(stdout);
}

static void measure(const Work *work, const char *line) {
    Slice slice = {.bytes = (size_t)number(line, "bytes"), .in_place = strstr(line, " place=in") != NULL,
                   .check = (int)number(line, "check"), .shift = number(line, "seed")};
    slice.source = buffer_of(slice.bytes);
    slice.target = slice.in_place ? slice.source : buffer_of(slice.bytes);
    operate(work, &slice);
    verify(work, &slice);
    double shortest = 1e18, agreed;
    for (long i = number(line, "warmups"); i > 0; i--) {
        double begin = MPI_Wtime();
        operate(work, &slice);
        double took = seconds_to_ns(MPI_Wtime() - begin);
        if (took < shortest) shortest = took;
    }
    MPI_Allreduce(&shortest, &agreed, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    int iterations = iterations_of(line, agreed);
    double *mine = malloc(iterations * sizeof *mine), *slowest = malloc(iterations * sizeof *slowest);
    for (int i = 0; i < iterations; i++) mine[i] = operate(work, &slice);
    verify(work, &slice);
    long wrong = 0;
    MPI_Reduce(mine, slowest, iterations, MPI_DOUBLE, MPI_MAX, 0, MPI_COMM_WORLD);
    MPI_Reduce(&slice.wrong, &wrong, 1, MPI_LONG, MPI_SUM, 0, MPI_COMM_WORLD);
    if (!work->rank) answer(slowest, iterations, wrong);
    free(mine);
    free(slowest);
    if (!slice.in_place) free(slice.target);
    free(slice.source);
}

/* ---- commands */

static Work work_of(const char *type, const char *operation) {
    Work work = {.type = MPI_INT64_T, .width = 8, .operation = MPI_SUM};
    if (!strcmp(type, "float")) work.type = MPI_FLOAT, work.width = 4;
    if (!strcmp(type, "double")) work.type = MPI_DOUBLE;
    if (!strcmp(type, "int32")) work.type = MPI_INT32_T, work.width = 4;
    if (!strcmp(operation, "min")) work.operation = MPI_MIN;
    if (!strcmp(operation, "max")) work.operation = MPI_MAX;
    work.average = !strcmp(operation, "avg");
    MPI_Comm_rank(MPI_COMM_WORLD, &work.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &work.ranks);
    make_patterns(&work);
    return work;
}

static void pipe_name(char *name, size_t length, const char *directory, int rank) {
    snprintf(name, length, "%s/rank-%d", directory, rank);
}

int main(int argc, char **argv) {
    MPI_Init(&argc, &argv);
    if (argc < 4) fail("usage:_TYPE_OPERATION_DIRECTORY");
    Work work = work_of(argv[1], argv[2]);
    char name[LINE], line[LINE];
    FILE *in = stdin, **others = calloc(work.ranks, sizeof *others);
    pipe_name(name, sizeof name, argv[3], work.rank);
    if (work.rank && mkfifo(name, 0600)) fail("a_named_pipe_cannot_be_made");
    MPI_Barrier(MPI_COMM_WORLD);
    if (work.rank) in = fopen(name, "r");
    for (int rank = 1; !work.rank && rank < work.ranks; rank++) {
        pipe_name(name, sizeof name, argv[3], rank);
        if (!(others[rank] = fopen(name, "w"))) fail("a_named_pipe_cannot_be_opened");
    }
    if (!work.rank) printf("ready\n"), fflush(stdout);
    while (in && fgets(line, sizeof line, in)) {
        for (int rank = 1; !work.rank && rank < work.ranks; rank++) fputs(line, others[rank]), fflush(others[rank]);
        measure(&work, line);
    }
    for (int rank = 1; !work.rank && rank < work.ranks; rank++) fclose(others[rank]);
    MPI_Finalize();
    return 0;
}
