package io.deputy.capability;

import java.util.List;
import java.util.Set;

/**
 * Says whether a {@link Certificate} proves that some rights lie within others. It searches for
 * nothing: it follows the certificate over the same representatives ({@link Space}), and its work
 * is bounded by the certificate's size. A certificate that splits more than {@value
 * Search#MAX_SPLITS} deep is refused.
 */
public final class CertificateChecker {
  private CertificateChecker() {}

  /** Whether the certificate proves that {@code child} lies within {@code parent}. */
  public static boolean proves(Certificate certificate, Rights child, Rights parent) {
    if (certificate.covers().size() != child.capabilities().size()) {
      return false;
    }
    for (int i = 0; i < child.capabilities().size(); i++) {
      Capability capability = child.capabilities().get(i);
      Set<Capability> related = Space.related(capability, parent.capabilities());
      Space space = Space.of(capability, related);
      List<Box> parents = space.boxes(parent.capabilities(), related);
      if (!covers(certificate.covers().get(i), space.box(capability), space, parents, 0)) {
        return false;
      }
    }
    return true;
  }

  private static boolean covers(
      Certificate.Cover cover, Box piece, Space space, List<Box> parents, int splits) {
    if (cover instanceof Certificate.Inside inside) {
      return isIndex(inside.parent(), parents) && piece.isWithin(parents.get(inside.parent()));
    }
    if (cover instanceof Certificate.Split split) {
      if (splits >= Search.MAX_SPLITS
          || !isIndex(split.parent(), parents)
          || !space.dimensions().contains(split.dimension())) {
        return false;
      }
      Box by = parents.get(split.parent());
      return covers(
              split.admitted(), piece.inside(split.dimension(), by), space, parents, splits + 1)
          && covers(split.rest(), piece.outside(split.dimension(), by), space, parents, splits + 1);
    }
    return piece.isEmpty();
  }

  private static boolean isIndex(int i, List<Box> parents) {
    return i >= 0 && i < parents.size();
  }
}
