package io.deputy.capability;

import static io.deputy.capability.Example.oneOf;
import static io.deputy.capability.Example.prefix;
import static io.deputy.capability.Example.rights;
import static io.deputy.capability.Example.text;
import static io.deputy.capability.Example.tool;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutsideTest {
  @Test
  void listedValuesAreTakenOut() {
    assertThat(
            rights(tool(oneOf("a", "b", "c"), Map.of())).outside(rights(tool(text("b"), Map.of()))))
        .isEqualTo(rights(tool(oneOf("a", "c"), Map.of())));
    assertThat(rights(tool(text("a"), Map.of())).outside(rights(tool(prefix("a"), Map.of()))))
        .isEqualTo(Rights.NONE);
  }

  @Test
  void whatIsApartIsKeptWhole() {
    Rights search = rights(tool(text("search"), Map.of()));
    assertThat(search.outside(rights(tool(text("delete"), Map.of())))).isEqualTo(search);
    assertThat(search.outside(Rights.NONE)).isEqualTo(search);
    assertThat(Rights.NONE.outside(search)).isEqualTo(Rights.NONE);
  }

  @Test
  void whatTheOtherListsIsExcluded() {
    Rights left =
        http(oneOf("GET", "PUT"), Constraint.ANYTHING).outside(http(text("PUT"), text("/x")));
    assertThat(left.admits(request("GET", "/x"))).isTrue();
    assertThat(left.admits(request("PUT", "/y"))).isTrue();
    assertThat(left.admits(request("PUT", "/x"))).isFalse();
    assertThat(left.capabilities()).hasSize(2);
  }

  @Test
  void whatNoConstraintSaysIsLeftOutToo() {
    assertThat(http(text("GET"), Constraint.ANYTHING).outside(http(text("GET"), prefix("/x"))))
        .isEqualTo(Rights.NONE);
  }

  @Test
  void argumentsStayAsTheyAre() {
    Pointer n = new Pointer("/n");
    Rights whole = rights(tool(oneOf("a", "b"), Map.of(n, text("x"))));
    assertThat(whole.outside(rights(tool(text("a"), Map.of(n, text("x"))))))
        .isEqualTo(rights(tool(oneOf("b"), Map.of(n, text("x")))));
  }

  @Test
  void ofTooManyPiecesNoneIsKept() {
    assertThat(crossed(32).capabilities()).isNotEmpty();
    assertThat(crossed(80)).isEqualTo(Rights.NONE);
  }

  /** A path and a method of each number are taken out: one piece more each time. */
  private static Rights crossed(int count) {
    List<Capability> out =
        IntStream.range(0, count)
            .<Capability>mapToObj(
                i ->
                    new Capability.Http(
                        Example.SERVER, text("M" + i), text("/" + i), Constraint.ANYTHING))
            .toList();
    return http(Constraint.ANYTHING, Constraint.ANYTHING).outside(new Rights(out));
  }

  private static Rights http(Constraint methods, Constraint paths) {
    return rights(new Capability.Http(Example.SERVER, methods, paths, Constraint.ANYTHING));
  }

  private static Request request(String method, String path) {
    return new Request.Http(Example.SERVER, method, path, "");
  }
}
