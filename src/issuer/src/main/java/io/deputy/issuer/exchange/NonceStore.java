package io.deputy.issuer.exchange;

import io.deputy.Bytes;
import io.deputy.Refusal;

/** Port: values that all instances share, one for each period of time. */
public interface NonceStore {
  /**
   * The value of {@code period}: {@code proposed}, unless it has one already.
   *
   * @throws Refusal {@code record_unavailable} if it cannot be kept or read
   */
  Bytes keep(long period, Bytes proposed) throws Refusal;
}
