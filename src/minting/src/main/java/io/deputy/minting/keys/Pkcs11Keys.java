package io.deputy.minting.keys;

import io.deputy.Bytes;
import io.deputy.biscuit.PublicKey;
import io.deputy.minting.Signer;
import io.deputy.minting.SignerUnavailable;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * P-256 keys in a PKCS#11 module, through the JDK's provider SunPKCS11, which has no EdDSA. They
 * are made in the module and never leave it. Each stands under {@code deputy-<name>} with a
 * certificate that the provider asks for and nobody trusts.
 */
final class Pkcs11Keys implements PrivateKeys {
  private static final String PREFIX = "deputy-";
  private static final String ALGORITHM = "SHA256withECDSA";
  private static final String CURVE = "secp256r1";

  private static final Time EPOCH = new Time(new DERUTCTime("700101000000Z"));

  /** RFC 5280, section 4.1.2.5: no expiry that is known. */
  private static final Time NO_EXPIRY = new Time(new DERGeneralizedTime("99991231235959Z"));

  private final Pkcs11 module;
  private final Provider provider;
  private final KeyStore keys;

  private Pkcs11Keys(Pkcs11 module, Provider provider, KeyStore keys) {
    this.module = module;
    this.provider = provider;
    this.keys = keys;
  }

  /** Opens the module and logs in. */
  static Pkcs11Keys open(Pkcs11 module) throws KeysInvalid {
    Provider sun = Security.getProvider("SunPKCS11");
    if (sun == null) {
      throw new KeysInvalid("this Java has no PKCS#11 provider; use one with jdk.crypto.cryptoki");
    }
    try {
      Provider provider = sun.configure(configuration(module));
      Pkcs11Keys opened =
          new Pkcs11Keys(module, provider, KeyStore.getInstance("PKCS11", provider));
      opened.look();
      return opened;
    } catch (GeneralSecurityException | ProviderException | InvalidParameterException e) {
      throw closed(module, e);
    }
  }

  /** Logs in, unless that is done, and sees which keys there are now: others make some, too. */
  private void look() throws KeysInvalid {
    char[] pin = module.pin().take();
    try {
      keys.load(null, pin);
    } catch (GeneralSecurityException | IOException | ProviderException e) {
      throw closed(module, e);
    } finally {
      Arrays.fill(pin, '\0');
    }
  }

  private static KeysInvalid closed(Pkcs11 module, Exception problem) {
    return new KeysInvalid(
        "PKCS#11 module \""
            + module.library()
            + "\", slot "
            + module.slot()
            + " does not open; check library, slot and PIN: "
            + cause(problem),
        problem);
  }

  /** Keys that are made there can sign, and cannot be read out. */
  private static String configuration(Pkcs11 module) {
    return """
        --name = deputy-%d
        library = "%s"
        slot = %d
        attributes(generate, CKO_PRIVATE_KEY, CKK_EC) = {
          CKA_SENSITIVE = true
          CKA_EXTRACTABLE = false
          CKA_SIGN = true
        }
        """
        .formatted(module.slot(), module.library(), module.slot());
  }

  private static String cause(Throwable problem) {
    Throwable root = problem;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  @Override
  public PublicKey generate(String name) throws KeysInvalid {
    try {
      if (keys.containsAlias(PREFIX + name)) {
        throw new KeysInvalid("the PKCS#11 module has a key \"" + PREFIX + name + "\" already");
      }
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
      generator.initialize(new ECGenParameterSpec(CURVE));
      KeyPair pair = generator.generateKeyPair();
      PublicKey made = compressed(pair.getPublic());
      keys.setKeyEntry(
          PREFIX + name, pair.getPrivate(), null, new Certificate[] {certificate(name, pair)});
      return made;
    } catch (GeneralSecurityException | OperatorCreationException | ProviderException e) {
      throw new KeysInvalid("the PKCS#11 module makes no key: " + cause(e), e);
    }
  }

  private X509Certificate certificate(String name, KeyPair pair)
      throws GeneralSecurityException, OperatorCreationException {
    X500Name self = new X500Name("CN=" + PREFIX + name);
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    self, BigInteger.ONE, EPOCH, NO_EXPIRY, self, pair.getPublic())
                .build(
                    new JcaContentSignerBuilder(ALGORITHM)
                        .setProvider(provider)
                        .build(pair.getPrivate())));
  }

  @Override
  public Signer signer(IssuerKey key) throws KeysInvalid {
    String alias = PREFIX + key.name();
    look();
    try {
      if (keys.getKey(alias, null) instanceof PrivateKey privateKey
          && compressed(keys.getCertificate(alias).getPublicKey()).equals(key.key())) {
        return new ModuleKey(provider, privateKey, key);
      }
    } catch (GeneralSecurityException | ProviderException e) {
      throw new KeysInvalid("key \"" + alias + "\" of the PKCS#11 module: " + cause(e), e);
    }
    throw new KeysInvalid(
        "the PKCS#11 module has no key \"" + alias + "\" with the public half of the manifest");
  }

  @Override
  public Set<String> names() throws KeysInvalid {
    look();
    Set<String> names = new TreeSet<>();
    try {
      for (String alias : Collections.list(keys.aliases())) {
        if (alias.startsWith(PREFIX)) {
          names.add(alias.substring(PREFIX.length()));
        }
      }
    } catch (GeneralSecurityException | ProviderException e) {
      throw new KeysInvalid("the keys of the PKCS#11 module cannot be listed: " + cause(e), e);
    }
    return names;
  }

  private static PublicKey compressed(java.security.PublicKey key) throws KeysInvalid {
    if (!(key instanceof ECPublicKey ec)) {
      throw new KeysInvalid("the PKCS#11 module gives a key that is not of P-256");
    }
    try {
      return new PublicKey(
          PublicKey.Algorithm.SECP256R1,
          Bytes.of(
              CustomNamedCurves.getByName(CURVE)
                  .getCurve()
                  .validatePoint(ec.getW().getAffineX(), ec.getW().getAffineY())
                  .getEncoded(true)));
    } catch (IllegalArgumentException e) {
      throw new KeysInvalid("the PKCS#11 module gives a key that is not of P-256", e);
    }
  }

  /** Signs in the module; the private half is a handle. */
  private record ModuleKey(Provider provider, PrivateKey handle, IssuerKey key) implements Signer {
    @Override
    public int number() {
      return key.number();
    }

    @Override
    public PublicKey publicKey() {
      return key.key();
    }

    @Override
    public Bytes sign(Bytes message) {
      try {
        Signature signature = Signature.getInstance(ALGORITHM, provider);
        signature.initSign(handle);
        signature.update(message.toArray());
        return Bytes.of(signature.sign());
      } catch (GeneralSecurityException | ProviderException e) {
        throw new SignerUnavailable("key " + number() + " of the PKCS#11 module does not sign", e);
      }
    }

    @Override
    public String toString() {
      return "P-256 key " + number() + " in a PKCS#11 module";
    }
  }
}
