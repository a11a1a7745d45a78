package dev.sluice.it.client;

import java.util.List;
import java.util.Map;

/// The `grpcio` packages for Python: gRPC of another make than the gateway's.
public final class GrpcPackages {
    private static final String VERSION = "1.84.1";

    private GrpcPackages() {}

    /// Runs `grpc_client.py` against `gateway`; returns what it printed.
    public static String run(Gateway gateway, String model) {
        var packages = new ForeignPackages("grpc-python", "grpcio", VERSION);
        String python =
                packages.installPython(
                        List.of(
                                "grpcio==" + VERSION,
                                "grpcio-reflection==" + VERSION,
                                "grpcio-health-checking==" + VERSION));
        return packages.run(
                python,
                "grpc_client.py",
                Map.of("SLUICE_API_KEY", gateway.key()),
                gateway.address().getHost() + ":" + gateway.address().getPort(),
                model);
    }
}
