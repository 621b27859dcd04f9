package io.deputy.bench;

import java.lang.management.ManagementFactory;

/** How busy the machine is: figures taken beside other work are not those of the code. */
final class Load {
  private Load() {}

  /** The average over the last minute of how many threads wanted to run, and the processors. */
  static String average() {
    java.lang.management.OperatingSystemMXBean system =
        ManagementFactory.getOperatingSystemMXBean();
    return String.format(
        "%.2f on %d processors", system.getSystemLoadAverage(), system.getAvailableProcessors());
  }
}
