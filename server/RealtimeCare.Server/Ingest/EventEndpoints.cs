using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Ingest.Preview;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Ingest;

/// <summary>Publishing over HTTP.</summary>
internal static class EventEndpoints
{
    private const string KeyHeader = "Idempotency-Key";

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        var events = routes.MapGroup("/api/v1/events").WithTags("Events").RequireAuthorization();
        events.MapPost("/preview", PreviewAsync)
            .WithName("PreviewEvent")
            .WithSummary("Tell which audiences would get an event, and what of it, without publishing it.")
            .WithDescription(
                "The same rights and checks as for publishing. For each audience of the policy: whether it would get the event, or why not, "
                + "and which elements it would see. Nothing is kept, no patient is made, no idempotency key is used.")
            .RequirePublisher(EntryKinds.EventPreviewed)
            .LimitLoad(IngestLimits.EventBytes, IngestLimits.PreviewTimes)
            .Describe<PublishRequest>(IngestExamples.Event)
            .Produces<PreviewResult>()
            .ProducesProblems(StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status422UnprocessableEntity)
            .AddEndpointFilter<FactsUnavailableFilter>();
        events.MapPost("", PublishAsync)
            .WithName("PublishEvent")
            .WithSummary("Publish one event about a patient.")
            .WithDescription(
                "Takes a FHIR R4 resource for a topic of a patient's stream. The answer comes when the event is durable. The header "
                + "Idempotency-Key (1 to 128 printable characters) is required: the same key with the same content gives the first "
                + "answer again (200), with another content it is refused (409).")
            .RequirePublisher(EntryKinds.EventPublished)
            .LimitLoad(IngestLimits.EventBytes)
            .Describe<PublishRequest>(IngestExamples.Event, KeyHeader)
            .Produces<PublishResult>(StatusCodes.Status201Created)
            .Produces<PublishResult>()
            .ProducesProblems(StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status422UnprocessableEntity);
        events.MapPost("/batch", PublishBatchAsync)
            .WithName("PublishEvents")
            .WithSummary("Publish up to 500 events.")
            .WithDescription(
                "Each event is taken or refused by itself, in order; each carries its own idempotencyKey. The request as a whole is "
                + "refused only when it cannot be read, or its sender may publish nothing at all.")
            .RequirePublisher(EntryKinds.EventPublished)
            .LimitLoad(IngestLimits.BatchBytes)
            .Describe<PublishBatchRequest>(IngestExamples.Batch)
            .Produces<PublishBatchResult>()
            .ProducesProblems(StatusCodes.Status413PayloadTooLarge);
    }

    private static async Task<IResult> PublishAsync(HttpContext context, EventIntake intake)
    {
        var body = await RequestBody.ReadAsync<PublishRequest>(context, IngestLimits.EventBytes);
        if (!body.IsValid) return body.Problem;
        // One place for the key, so that both cannot differ.
        if (body.Value.IdempotencyKey is not null) return new CodedProblem(ErrorCode.InvalidRequest) { Path = "idempotencyKey" };
        var key = context.Request.Headers[KeyHeader];
        if (key.Count != 1) return new CodedProblem(ErrorCode.InvalidRequest) { Path = KeyHeader };

        var answers = await intake.TakeAsync(
            context.GetCaller(), [new IncomingEvent(body.Value, key[0])], context.TraceIdentifier, context.RequestAborted);
        return answers[0].ToAnswer();
    }

    private static async Task<IResult> PreviewAsync(HttpContext context, EventPreview preview)
    {
        var body = await RequestBody.ReadAsync<PublishRequest>(context, IngestLimits.EventBytes);
        if (!body.IsValid) return body.Problem;
        var shown = await preview.ShowAsync(context.GetCaller(), body.Value, context.TraceIdentifier, context.RequestAborted);
        return shown.IsValid ? TypedResults.Ok(shown.Value) : shown.Problem;
    }

    private static async Task<IResult> PublishBatchAsync(HttpContext context, EventIntake intake)
    {
        var body = await RequestBody.ReadAsync<PublishBatchRequest>(context, IngestLimits.BatchBytes);
        if (!body.IsValid) return body.Problem;
        if (body.Value.Events.Count > IngestLimits.BatchEvents) return new CodedProblem(ErrorCode.TooLarge) { Path = "events" };
        if (body.Value.Events.Count == 0 || body.Value.Events.Any(one => one is null))
            return new CodedProblem(ErrorCode.InvalidRequest) { Path = "events" };

        var answers = await intake.TakeAsync(
            context.GetCaller(),
            [.. body.Value.Events.Select(one => new IncomingEvent(one, one.IdempotencyKey))],
            context.TraceIdentifier,
            context.RequestAborted);
        return TypedResults.Ok(new PublishBatchResult { Results = [.. answers.Select(answer => answer.ToOutcome())] });
    }
}
