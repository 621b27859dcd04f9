package io.deputy.minting;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may reach what around minting. */
class ArrowsTest {
  private static final JavaClasses DEPUTY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.deputy");

  @Test
  void onlyMinting_seesBiscuitJava() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.deputy.minting..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.biscuitsec..", "biscuit..", "com.google.protobuf..", "io.vavr..")
        .check(DEPUTY);
  }

  @Test
  void nothingInTheVerifier_pointsBackAtMinting() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.deputy.minting..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.deputy.minting..")
        .check(DEPUTY);
  }

  @Test
  void minting_importsNoFrameworkNoSqlNoSockets() {
    classes()
        .that()
        .resideInAPackage("io.deputy.minting")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.deputy..",
            "java.lang..",
            "java.util..",
            "java.time..",
            "java.math..",
            "java.security..",
            "org.bouncycastle..",
            "org.biscuitsec..",
            "biscuit..",
            "com.google.protobuf..")
        .check(DEPUTY);
  }

  /** What mints reaches no file: whoever mints is handed its keys. */
  @Test
  void onlyTheKeptKeys_readFiles() {
    noClasses()
        .that()
        .resideInAPackage("io.deputy.minting")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.deputy.minting.keys..", "java.nio.file..", "javax.crypto..")
        .check(DEPUTY);
  }

  @Test
  void theKeptKeys_importNoFrameworkNoSqlNoSockets() {
    classes()
        .that()
        .resideInAPackage("io.deputy.minting.keys..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.deputy..",
            "java.lang..",
            "java.util..",
            "java.time..",
            "java.io",
            "java.math",
            "java.nio..",
            "java.security..",
            "javax.crypto..",
            "org.bouncycastle..")
        .check(DEPUTY);
  }

  @Test
  void theKeptKeys_seeNoBiscuitJava() {
    noClasses()
        .that()
        .resideInAPackage("io.deputy.minting.keys..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.biscuitsec..", "biscuit..", "com.google.protobuf..")
        .check(DEPUTY);
  }

  @Test
  void ed25519WithTheKnownHole_isNotOnTheClassPath() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> Class.forName("net.i2p.crypto.eddsa.EdDSAEngine"))
        .isInstanceOf(ClassNotFoundException.class);
  }
}
