package io.deputy.minting.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.biscuit.PublicKey;
import io.deputy.chain.TrustedKey.Role;
import io.deputy.minting.Signer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys in a real PKCS#11 module: SoftHSM. */
class Pkcs11KeysTest {
  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");

  @TempDir Path home;

  @Test
  void keysAreMadeInTheModuleAndFoundAgain() throws Exception {
    Pkcs11 module = SoftHsm.token(home);
    KeyFolder folder = folder(module);
    KeyManifest manifest = folder.open(NOW);
    assertThat(manifest.keys())
        .hasSize(8)
        .allMatch(k -> k.key().algorithm() == PublicKey.Algorithm.SECP256R1);
    try (var files = Files.list(home.resolve("keys"))) {
      assertThat(files.map(f -> f.getFileName().toString())).containsExactly("keys.txt");
    }
    IssuerKey root = manifest.signing(Role.ROOT).orElseThrow();
    Signer again = folder(module).signer(root);
    assertThat(again.publicKey()).isEqualTo(root.key());
    assertThat(again.sign(Bytes.of((byte) 1)).size()).isBetween(68, 72);
    assertThat(again.toString()).isEqualTo("P-256 key 1 in a PKCS#11 module");
    folder(module).rotate(Role.ROOT, Duration.ZERO, NOW);
    // The first one opened the module before the key was made.
    IssuerKey made = folder.read().key(9).orElseThrow();
    assertThat(folder.signer(made).publicKey()).isEqualTo(made.key());
    assertThat(folder.read().active(Role.ROOT).stream().map(IssuerKey::number))
        .containsExactly(3, 9);
    noPrivateKeyComesOut(module);
    refusals(module, root);
  }

  private KeyFolder folder(Pkcs11 module) {
    return new KeyFolder(home.resolve("keys"), Optional.empty(), false, Optional.of(module));
  }

  private static void noPrivateKeyComesOut(Pkcs11 module) throws Exception {
    String configuration =
        """
        --name = other
        library = %s
        slot = %d
        """
            .formatted(module.library(), module.slot());
    var provider = Security.getProvider("SunPKCS11").configure(configuration);
    KeyStore keys = KeyStore.getInstance("PKCS11", provider);
    keys.load(null, "1234".toCharArray());
    assertThat(keys.size()).isEqualTo(9);
    PrivateKey key = (PrivateKey) keys.getKey("deputy-root-1", null);
    assertThat(key.getEncoded()).isNull();
    assertThat(key.toString()).contains("sensitive", "unextractable");
  }

  private void refusals(Pkcs11 module, IssuerKey root) {
    KeyFolder without =
        new KeyFolder(home.resolve("keys"), Optional.empty(), false, Optional.empty());
    assertThatThrownBy(() -> without.signer(root))
        .isInstanceOf(KeysInvalid.class)
        .hasMessageContaining("PKCS#11");
    IssuerKey other = new IssuerKey(3, root.role(), root.state(), root.since(), root.key());
    assertThatThrownBy(() -> folder(module).signer(other))
        .isInstanceOf(KeysInvalid.class)
        .hasMessageContaining("deputy-root-3");
    Pkcs11 nowhere = new Pkcs11(home.resolve("none.so"), 0, Passphrase.ofText("1234"));
    assertThatThrownBy(() -> folder(nowhere).signer(root))
        .isInstanceOf(KeysInvalid.class)
        .hasMessageContaining("none.so")
        .message()
        .doesNotContain("1234", "\n");
  }
}
