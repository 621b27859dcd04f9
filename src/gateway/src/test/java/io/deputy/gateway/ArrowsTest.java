package io.deputy.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may reach what inside the gateway. */
@AnalyzeClasses(
    packages = "io.deputy.gateway",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {
  @ArchTest
  static final ArchRule nothingMintsAndNothingKnowsADatabase =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.deputy.minting..", "org.biscuitsec..", "biscuit..", "java.sql..", "javax.sql..");

  @ArchTest
  static final ArchRule theGateKnowsNoProtocol =
      noClasses()
          .that()
          .resideInAPackage("..gate..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.vertx..",
              "io.quarkus..",
              "..mcp..",
              "..model..",
              "..agent..",
              "..http..",
              "..authz..",
              "..proxy..",
              "..record..",
              "..app..");

  @ArchTest
  static final ArchRule nobodyKnowsTheWiring =
      noClasses()
          .that()
          .resideOutsideOfPackage("..app..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..app..");
}
