package io.deputy.issuer.admin;

import io.deputy.Refusal;
import io.deputy.issuer.directory.Successor;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.revocation.Revoker;

/** Port: puts versions of the directory into force. */
public interface DirectoryChanges {
  /**
   * Puts {@code next} into force, for every instance at once, and revokes with it what the agents
   * hold that it disables. When this returns, no hop that rests on an older version is recorded any
   * more.
   *
   * @param by the operator who says so; this service itself when it is the file at a start
   * @return false if another version is in force than the one to be replaced, and nothing was done
   * @throws Refusal {@code record_unavailable} if it may not be in force
   */
  boolean advance(Successor next, Revoker by, HopRecord.Source source) throws Refusal;
}
