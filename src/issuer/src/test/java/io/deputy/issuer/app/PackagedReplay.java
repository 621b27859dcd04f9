package io.deputy.issuer.app;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code deputy replay} as the launcher starts it: the packaged program, as an auditor who has a
 * login that reads, and the public keys.
 */
final class PackagedReplay {
  static final String LOGIN = "audrey";
  static final String PASSWORD = "reads only";

  private final Path folder;
  private final String database;

  /**
   * @param folder has the keys in {@code jwks.json}, and room for what is printed
   * @param database JDBC URL
   */
  PackagedReplay(Path folder, String database) {
    this.folder = folder;
    this.database = database;
  }

  record Ran(int exit, List<String> out, String err) {}

  Ran run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar"));
    command.addAll(List.of(IssuerProcess.JAR.toString(), "replay"));
    command.addAll(List.of("--keys", folder.resolve("jwks.json").toString()));
    command.addAll(List.of("--database", database, "--login", LOGIN));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("replay.out");
    Path err = folder.resolve("replay.err");
    ProcessBuilder program =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    program.environment().put("DEPUTY_AUDIT_PASSWORD", PASSWORD);
    int exit = program.start().waitFor();
    return new Ran(
        exit,
        Files.readAllLines(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
