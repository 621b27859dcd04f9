package io.deputy.capability;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The words of rights depend on nothing: whoever reads them needs no other package. */
class CapabilityImportsTest {
  @Test
  void capabilityImportsOnlyJava() {
    JavaClasses capability =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.deputy.capability");
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "io.deputy.capability")
        .check(capability);
  }
}
