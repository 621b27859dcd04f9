package io.deputy.gateway.app;

import io.deputy.gateway.authz.ExtAuthz;
import io.quarkus.grpc.GrpcService;

/** Envoy's external authorization, on the port for gRPC. */
@GrpcService
class ExtAuthzService extends ExtAuthz {
  ExtAuthzService(Assembly assembly) {
    super(assembly.hooks());
  }
}
