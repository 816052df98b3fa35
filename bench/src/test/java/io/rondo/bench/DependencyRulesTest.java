package io.rondo.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Who may import whom. It stands in this module because only here all modules are on the class path. A rule about a
 * package that is still empty passes.
 */
@AnalyzeClasses(packages = "io.rondo", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRulesTest {
    private static final String MEMBERSHIP = "io.rondo.membership..";
    private static final String ALLREDUCE = "io.rondo.allreduce..";
    private static final String HOGWILD = "io.rondo.hogwild..";
    private static final String PEER = "io.rondo.peer..";
    private static final String BENCH = "io.rondo.bench..";
    private static final String[] ND4J = {"org.nd4j..", "org.bytedeco.."};

    @ArchTest
    static final ArchRule MEMBERSHIP_STANDS_ALONE = noClasses()
            .that()
            .resideInAPackage(MEMBERSHIP)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ALLREDUCE, HOGWILD, PEER, BENCH)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule ALLREDUCE_STANDS_ALONE = noClasses()
            .that()
            .resideInAPackage(ALLREDUCE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(MEMBERSHIP, HOGWILD, PEER, BENCH)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule HOGWILD_KNOWS_ALLREDUCE_ONLY = noClasses()
            .that()
            .resideInAPackage(HOGWILD)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(MEMBERSHIP, PEER, BENCH)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule PEER_NEVER_KNOWS_BENCH = noClasses()
            .that()
            .resideInAPackage(PEER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BENCH);

    @ArchTest
    static final ArchRule ND4J_LIVES_IN_PEER = noClasses()
            .that()
            .resideOutsideOfPackages(PEER, BENCH)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ND4J);

    @ArchTest
    static final ArchRule PACKAGES_ARE_NAMED_AFTER_THE_DOMAIN = noClasses()
            .should()
            .resideInAnyPackage("..util..", "..common..", "..core..", "..helper..", "..impl..", "..manager..");

    /** The module's root package is left out: all others use its exception, and it will offer them to Java callers. */
    @ArchTest
    static final ArchRule PEERS_PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.rondo.peer.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule YAML_KNOWS_NO_KEY = noClasses()
            .that()
            .resideInAPackage("io.rondo.peer.config.yaml")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.rondo.peer.config");

    @ArchTest
    static final ArchRule MODULES_HAVE_NO_CYCLES =
            slices().matching("io.rondo.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ALLREDUCES_PACKAGES_HAVE_NO_CYCLES = slices().matching("io.rondo.allreduce.(*)..")
            .should()
            .beFreeOfCycles()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_PRINTS = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.rondo.peer.cli..",
                    "io.rondo.peer.launch..",
                    "io.rondo.allreduce.example",
                    BENCH) // launch passes peers' words on
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");
}
