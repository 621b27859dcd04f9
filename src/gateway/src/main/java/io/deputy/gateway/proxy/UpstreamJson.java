package io.deputy.gateway.proxy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * How answers of what stands behind the gateway are read, of which something is taken out: in the
 * one way that every reader reads them, and so that what stays is written as it was.
 */
public final class UpstreamJson {
  /** Bytes of an answer that is read whole, or of an event: long lists and artifacts fit. */
  public static final int MAX_BYTES = 8 << 20;

  private UpstreamJson() {}

  /** With the library's own limits, which are above those of whole answers. */
  public static JsonMapper mapper() {
    return mapper(StreamReadConstraints.defaults());
  }

  /** With limits of one's own. */
  public static JsonMapper mapper(StreamReadConstraints constraints) {
    return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(constraints).build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .build();
  }
}
