package io.deputy.issuer.directory;

/** Where every version of the directory that was ever in force is kept. */
public interface DirectoryHistory {
  /** Keeps {@code directory}, unless this very version is kept already. */
  void keep(Directory directory);
}
