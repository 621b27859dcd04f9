package io.deputy.minting;

import io.deputy.Bytes;
import io.deputy.biscuit.ContainerWriter;
import io.deputy.biscuit.Proof;
import io.deputy.biscuit.PublicKey;
import io.deputy.biscuit.SignaturePayloads;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.UnverifiedBiscuit;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/** Other tokens with the same attested content: what holders can make of those they have. */
final class Tampered {
  private static final BigInteger ORDER = CustomNamedCurves.getByName("secp256r1").getN();
  private static final int DER_HEADER = 2;

  private Tampered() {}

  /** The last hop signed again, as the holder of the parent can. */
  static Bytes resigned(Minted parent, Minted child) {
    SignedBlock last = child.chain().biscuit().content().last();
    Bytes attested = last.external().orElseThrow().signature();
    InMemoryEd25519 next = Story.key(0, 98);
    Bytes signature =
        new InMemoryEd25519(0, secret(parent))
            .sign(
                SignaturePayloads.blockV1(
                    last.payload(),
                    next.publicKey(),
                    parent.chain().biscuit().content().last().signature(),
                    Optional.of(attested)));
    List<Bytes> blocks = new ArrayList<>(blocks(parent));
    blocks.add(
        ContainerWriter.signedBlock(
            last.payload(), next.publicKey(), signature, 1, last.external()));
    return ContainerWriter.token(
        parent.chain().biscuit().content().rootKeyNumber(), blocks, next.secret().expose());
  }

  /** Sealed, so that nobody extends it. */
  static Bytes sealed(Minted token) {
    UnverifiedBiscuit content = token.chain().biscuit().content();
    SignedBlock last = content.last();
    Bytes seal =
        new InMemoryEd25519(0, secret(token))
            .sign(SignaturePayloads.seal(last.payload(), last.nextKey(), last.signature()));
    return ContainerWriter.sealedToken(content.rootKeyNumber(), blocks(token), seal);
  }

  /** A first token with its P-256 signature in the other form. */
  static Bytes otherS(Minted first) {
    UnverifiedBiscuit content = first.chain().biscuit().content();
    SignedBlock authority = content.last();
    Bytes block =
        ContainerWriter.signedBlock(
            authority.payload(),
            authority.nextKey(),
            otherS(authority.signature()),
            1,
            Optional.empty());
    return ContainerWriter.token(content.rootKeyNumber(), List.of(block), secret(first).expose());
  }

  /** A P-256 signature with order − S for S. */
  static Bytes otherS(Bytes signature) {
    int middle = DER_HEADER + DER_HEADER + signature.at(DER_HEADER + 1);
    Bytes first = signature.slice(DER_HEADER, middle);
    BigInteger s = new BigInteger(signature.slice(middle + DER_HEADER, signature.size()).toArray());
    byte[] other = ORDER.subtract(s).toByteArray();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(signature.at(0));
    out.write(first.size() + DER_HEADER + other.length);
    out.writeBytes(first.toArray());
    out.write(first.at(0));
    out.write(other.length);
    out.writeBytes(other);
    return Bytes.of(out.toByteArray());
  }

  /** A key of P-256 as a root key. */
  record P256Root(int number, TestKey key) implements Signer {
    @Override
    public PublicKey publicKey() {
      return key.publicKey();
    }

    @Override
    public Bytes sign(Bytes message) {
      return key.sign(message);
    }
  }

  private static Secret secret(Minted token) {
    Proof proof = token.chain().biscuit().content().proof();
    return new Secret(((Proof.NextSecret) proof).unsafeNextSecret());
  }

  private static List<Bytes> blocks(Minted token) {
    return token.chain().biscuit().content().blocks().stream().map(SignedBlock::encoded).toList();
  }
}
