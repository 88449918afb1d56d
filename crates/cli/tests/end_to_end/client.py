"""A client of Plaudit made with grpcio-tools from proto/. Its one argument is the server's address;
it writes what it learned as JSON."""

import json
import sys

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from plaudit.v1 import (
    collection_service_pb2 as collection,
    collection_service_pb2_grpc as collection_grpc,
    report_service_pb2 as reports,
    report_service_pb2_grpc as reports_grpc,
    response_pb2 as responses,
    survey_pb2 as surveys,
    survey_service_pb2 as survey_service,
    survey_service_pb2_grpc as survey_grpc,
)


def survey():
    question = surveys.Question(id="recommend", text={"en": "Would you recommend us?"})
    question.score.min, question.score.max = 0, 10
    nps = surveys.Measure(id="nps", kind=surveys.MEASURE_KIND_NPS, question="recommend")
    return surveys.Survey(
        id="shop", title={"en": "The shop"}, questions=[question], measures=[nps], privacy_k=1
    )


def said(id, score):
    answer = responses.Answer(question="recommend", score=score)
    at = Timestamp(seconds=1_700_000_000)
    return responses.Response(
        id=id, survey_id="shop", answered_at=at, answers=[answer], completed=True
    )


def name(outcome):
    return responses.Outcome.Name(outcome.outcome)


def refusal(collector):
    """The code of a refused call, and the field that its google.rpc.BadRequest names."""
    try:
        collector.SubmitResponses(collection.SubmitResponsesRequest())
    except grpc.RpcError as error:
        return [error.code().name, error.details().split(":")[0]]
    return None


def services(channel):
    stub = reflection_pb2_grpc.ServerReflectionStub(channel)
    request = reflection_pb2.ServerReflectionRequest(list_services="")
    reply = next(stub.ServerReflectionInfo(iter([request])))
    return [service.name for service in reply.list_services_response.service]


def main(address):
    with grpc.insecure_channel(address) as channel:
        writer = survey_grpc.SurveyServiceStub(channel)
        writer.SaveDraft(survey_service.SaveDraftRequest(survey=survey()))
        writer.PublishSurvey(survey_service.PublishSurveyRequest(survey_id="shop"))

        collector = collection_grpc.CollectionServiceStub(channel)

        def submit(*batch):
            request = collection.SubmitResponsesRequest(responses=batch)
            return collector.SubmitResponses(request, timeout=30).outcomes

        submit(said("known", 9), said("other", 7))
        outcomes = submit(
            said("good-1", 10), said("bad", 11), said("known", 9), said("other", 1), said("good-2", 3)
        )
        stream = (
            collection.StreamResponsesRequest(sequence=number, responses=[said("late", 8)])
            for number in (1, 2)
        )
        streamed = [
            [reply.sequence, name(reply.outcomes[0])] for reply in collector.StreamResponses(stream)
        ]
        reader = reports_grpc.ReportServiceStub(channel)
        report = reader.BuildReport(reports.BuildReportRequest(survey_id="shop")).report
        return {
            "outcomes": [
                [item.response_id, name(item), [[v.field, v.reason] for v in item.violations]]
                for item in outcomes
            ],
            "streamed": streamed,
            "responses": report.participation.responses,
            "nps": report.measures[0].estimate.value,
            "refusal": refusal(collector),
            "services": services(channel),
        }


print(json.dumps(main(sys.argv[1])))
