package io.deputy.issuer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.quarkus.oidc.AuthorizationCodeFlow;
import io.quarkus.security.Authenticated;
import jakarta.annotation.security.RolesAllowed;
import jakarta.persistence.Entity;
import jakarta.ws.rs.Path;

/** Who may reach what inside the issuer. */
@AnalyzeClasses(packages = "io.deputy.issuer", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {
  @ArchTest
  static final ArchRule theDecisionKnowsNoFramework =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..exchange..",
              "..ledger..",
              "..revocation..",
              "..introspection..",
              "..decisions..",
              "..bundle..",
              "..audit..",
              "..issuer.log..",
              "..replay..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("java..", "io.deputy..");

  @ArchTest
  static final ArchRule administrationKnowsNothingButTheJsonOfEntries =
      noClasses()
          .that()
          .resideInAPackage("..admin..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "java..",
              "io.deputy..",
              "com.fasterxml.jackson.core..",
              "com.fasterxml.jackson.databind..");

  @ArchTest
  static final ArchRule theDecisionKnowsOnlyPorts =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..exchange..",
              "..ledger..",
              "..admin..",
              "..revocation..",
              "..introspection..",
              "..decisions..",
              "..bundle..",
              "..audit..",
              "..issuer.log..",
              "..replay..",
              "..directory..",
              "..keys..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..identity..", "..http..", "..postgres..", "..app..");

  @ArchTest
  static final ArchRule httpHasNoPolicy =
      noClasses()
          .that()
          .resideInAPackage("..http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..identity..", "..directory..", "..postgres..", "..app..");

  @ArchTest
  static final ArchRule theConsoleReadsThroughPorts =
      noClasses()
          .that()
          .resideInAPackage("..console..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.deputy.issuer.identity..", "..directory..", "..postgres..", "..app..");

  @ArchTest
  static final ArchRule noPageOfTheConsoleIsOpen =
      classes()
          .that()
          .resideInAPackage("..console..")
          .and()
          .areAnnotatedWith(Path.class)
          .should()
          .beAnnotatedWith(RolesAllowed.class)
          .orShould()
          .beAnnotatedWith(Authenticated.class);

  /** Not by a certificate, which the same port takes from agents. */
  @ArchTest
  static final ArchRule peopleLogInToTheConsoleInOneWay =
      classes()
          .that()
          .resideInAPackage("..console..")
          .and()
          .areAnnotatedWith(Path.class)
          .should()
          .beAnnotatedWith(AuthorizationCodeFlow.class);

  @ArchTest
  static final ArchRule entitiesStayWithTheDatabase =
      classes()
          .that()
          .areAnnotatedWith(Entity.class)
          .should()
          .resideInAPackage("..postgres..")
          .andShould()
          .notBePublic();

  @ArchTest
  static final ArchRule onlyTheDatabasePackageKnowsTheDatabase =
      noClasses()
          .that()
          .resideOutsideOfPackages("..postgres..", "..app..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.persistence..", "java.sql..", "org.hibernate..");

  @ArchTest
  static final ArchRule nobodyKnowsTheWiring =
      noClasses()
          .that()
          .resideOutsideOfPackage("..app..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..app..");

  @ArchTest
  static final ArchRule onlyMintingSeesBiscuitJava =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.biscuitsec..", "biscuit..", "com.google.protobuf..");
}
