package io.deputy.issuer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may reach what in the issuer. */
class ArrowsTest {
  private static final JavaClasses ISSUER =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.deputy.issuer");

  @Test
  void decision_knowsNoFrameworkAndNoDatabase() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.deputy.issuer.exchange..",
            "io.deputy.issuer.directory..",
            "io.deputy.issuer.ledger..",
            "io.deputy.issuer.keys..",
            "io.deputy.issuer.identity..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.quarkus..",
            "io.vertx..",
            "jakarta..",
            "org.hibernate..",
            "java.sql..",
            "javax.sql..",
            "io.deputy.issuer.http..",
            "io.deputy.issuer.postgres..",
            "io.deputy.issuer.app..")
        .check(ISSUER);
  }

  @Test
  void exchange_knowsItsPortsAndNotWhatStandsBehindThem() {
    noClasses()
        .that()
        .resideInAPackage("io.deputy.issuer.exchange..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.deputy.issuer.identity..", "com.nimbusds..")
        .check(ISSUER);
  }

  @Test
  void entities_neverLeavePostgres() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.deputy.issuer.postgres..")
        .should()
        .dependOnClassesThat()
        .areAnnotatedWith("jakarta.persistence.Entity")
        .check(ISSUER);
  }

  @Test
  void http_holdsNoKeysAndReachesNoDatabase() {
    noClasses()
        .that()
        .resideInAPackage("io.deputy.issuer.http..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.deputy.minting..",
            "io.deputy.issuer.postgres..",
            "jakarta.persistence..",
            "java.sql..")
        .check(ISSUER);
  }

  @Test
  void onlyMinting_seesBiscuitJava() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.biscuitsec..", "biscuit..", "com.google.protobuf..")
        .check(ISSUER);
  }
}
