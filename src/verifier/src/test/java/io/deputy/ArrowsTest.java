package io.deputy;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may reach what in the verifier: the security argument, as a test. */
class ArrowsTest {
  private static final JavaClasses VERIFIER =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.deputy");

  @Test
  void verifier_importsNoFrameworkNoSqlNoSockets() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.deputy..",
            "java.lang..",
            "java.util..",
            "java.time..",
            "java.math..",
            "java.text",
            "java.nio",
            "java.nio.charset..",
            "java.io..",
            "java.net",
            "java.security",
            "org.bouncycastle..",
            "com.google.re2j..",
            "com.fasterxml.jackson.core..")
        .check(VERIFIER);
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.net\\.(?!URI$|URISyntaxException$).*")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.io\\.File.*")
        .check(VERIFIER);
  }

  @Test
  void capability_importsNothingButJava() {
    classes()
        .that()
        .resideInAPackage("io.deputy.capability..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.deputy.capability..", "java..")
        .check(VERIFIER);
  }

  @Test
  void onlyTheJsonEdge_readsJson() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.deputy.json..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml..")
        .check(VERIFIER);
  }

  @Test
  void verifier_hasNothingToSignWith() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.security\\.(PrivateKey|Signature|KeyPairGenerator)")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("org\\.bouncycastle\\..*Private.*")
        .check(VERIFIER);
    String keyedHash = "io.deputy.verify.KeyedHash";
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(keyedHash)
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.security.SecureRandom")
        .check(VERIFIER);
    // It draws the key under which ids of revocations are hashed, and that signs nothing.
    noClasses()
        .that()
        .haveFullyQualifiedName(keyedHash)
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.security\\.(?!SecureRandom$).*")
        .check(VERIFIER);
  }

  /** So a native image needs no configuration, and nothing of a token can name what is run. */
  @Test
  void verifier_usesNoReflection() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.reflect..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.util\\.ServiceLoader|java\\.lang\\.ClassLoader|java\\.io\\.ObjectInputStream")
        .orShould()
        .callMethodWhere(
            target(owner(type(Class.class)))
                .and(target(nameMatching("forName|newInstance|getDeclared.*|get(Method|Field).*"))))
        .check(VERIFIER);
  }

  @Test
  void packages_pointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("json")
        .definedBy("io.deputy.json..")
        .layer("verify")
        .definedBy("io.deputy.verify..")
        .layer("log")
        .definedBy("io.deputy.log..")
        .layer("chain")
        .definedBy("io.deputy.chain..")
        .layer("biscuit")
        .definedBy("io.deputy.biscuit..")
        .layer("capability")
        .definedBy("io.deputy.capability..")
        .whereLayer("json")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("verify")
        .mayOnlyBeAccessedByLayers("json")
        .whereLayer("chain")
        .mayOnlyBeAccessedByLayers("verify", "json")
        .whereLayer("log")
        .mayOnlyBeAccessedByLayers("verify", "json")
        .whereLayer("biscuit")
        .mayOnlyBeAccessedByLayers("log", "chain", "verify", "json")
        .whereLayer("capability")
        .mayOnlyBeAccessedByLayers("chain", "verify", "json")
        .check(VERIFIER);
  }
}
