package io.deputy.capability;

import java.util.List;

/**
 * Says whether a {@link Certificate} proves that some rights lie within others. It searches for
 * nothing: where one capability of the parent covers one of the child's, it compares the words
 * ({@link Subsumption}); where splits are needed, it follows them over the same representatives
 * ({@link Space}). Its work is bounded by the certificate's size and by {@link Steps#MAX}. A
 * certificate that splits more than {@value Search#MAX_SPLITS} deep is refused.
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
      Certificate.Cover cover = certificate.covers().get(i);
      if (!standsInside(cover, capability, parent) && !covers(cover, capability, parent)) {
        return false;
      }
    }
    return true;
  }

  private static boolean standsInside(
      Certificate.Cover cover, Capability capability, Rights parent) {
    return cover instanceof Certificate.Inside inside
        && isIndex(inside.parent(), parent)
        && Subsumption.isWithin(capability, parent.capabilities().get(inside.parent()));
  }

  private static boolean covers(Certificate.Cover cover, Capability capability, Rights parent) {
    try {
      Space space = Space.of(capability, parent, new Steps());
      return covers(cover, space.box(capability), space, space.boxes(parent), 0);
    } catch (Steps.Exhausted e) {
      return false;
    }
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

  private static boolean isIndex(int i, Rights parent) {
    return i >= 0 && i < parent.capabilities().size();
  }

  private static boolean isIndex(int i, List<Box> parents) {
    return i >= 0 && i < parents.size();
  }
}
