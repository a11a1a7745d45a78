"""Calls the gateway with the unmodified grpcio packages, knowing nothing but what reflection tells; prints JSON."""

import json
import os
import sys
import time

import grpc
from google.protobuf import descriptor_pool, message_factory
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

CONCURRENT = 500

target, model = sys.argv[1:3]
key = (("authorization", "Bearer " + os.environ["SLUICE_API_KEY"]),)
channel = grpc.insecure_channel(target)
database = ProtoReflectionDescriptorDatabase(channel)
pool = descriptor_pool.DescriptorPool(database)
service = pool.FindServiceByName("DeepSeekService")


def caller(name):
    method = service.FindMethodByName(name)
    answer = message_factory.GetMessageClass(method.output_type)
    make = channel.unary_stream if name.endswith("Stream") else channel.unary_unary
    return make(
        f"/{service.full_name}/{name}",
        request_serializer=lambda request: request.SerializeToString(),
        response_deserializer=answer.FromString,
    )


Request = message_factory.GetMessageClass(service.FindMethodByName("Generate").input_type)
generate, generate_stream = caller("Generate"), caller("GenerateStream")


def question(**more):
    return Request(**{"prompt": "Tell me something.", "max_tokens": 8, "model": model, **more})


def refusal(call):
    try:
        call()
    except grpc.RpcError as error:
        return error.code().name
    return "OK"


def crowd():
    began = time.monotonic()
    calls = [generate.future(question(seed=i), metadata=key, timeout=100) for i in range(CONCURRENT)]
    failures = [call.exception() for call in calls]
    return {
        "answered": sum(failure is None for failure in failures),
        "failures": sorted({failure.code().name for failure in failures if failure is not None}),
        "ms": round(1000 * (time.monotonic() - began)),
    }


whole, call = generate.with_call(question(seed=7), metadata=key)
pieces = list(generate_stream(question(seed=7), metadata=key))
left = generate_stream(question(max_tokens=20000), metadata=key)
left_id = next(left).id
left.cancel()

print(
    json.dumps(
        {
            "services": sorted(database.get_services()),
            "health": health_pb2.HealthCheckResponse.ServingStatus.Name(
                health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest()).status
            ),
            "text": whole.text,
            "model": whole.model,
            "finish_reason": whole.finish_reason,
            "completion_tokens": whole.completion_tokens,
            "request_id": dict(call.initial_metadata())["x-request-id"],
            "id": whole.id,
            "pieces": len(pieces),
            "streamed_text": "".join(piece.text for piece in pieces),
            "streamed_finish_reason": pieces[-1].finish_reason,
            "without_key": refusal(lambda: generate(question())),
            "wrong_key": refusal(lambda: generate(question(), metadata=(("authorization", "Bearer x"),))),
            "bad_field": refusal(lambda: generate(question(max_tokens=0), metadata=key)),
            "unknown_model": refusal(lambda: generate(question(model="nobody"), metadata=key)),
            "left_id": left_id,
            "crowd": crowd(),
        }
    )
)
