using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Ingest.Quarantine;

/// <summary>A publisher's refused events over HTTP.</summary>
internal static class QuarantineEndpoints
{
    private const string ListExample = """{ "after": 0, "max": 100 }""";

    public static void MapQuarantine(this IEndpointRouteBuilder routes)
    {
        var quarantine = routes.MapGroup("/api/v1/quarantine").WithTags("Quarantine").AddEndpointFilter<FactsUnavailableFilter>();
        quarantine.MapPost("/list", ListAsync).RequireOperation(Operations.QuarantineRead)
            .WithName("ListQuarantine")
            .WithSummary("The own refused events, the oldest first, without their content.")
            .Describe<QuarantineListRequest>(ListExample)
            .Produces<QuarantineListResult>()
            .ProducesProblems();
        quarantine.MapGet("/{id:guid}", ReadAsync).RequireOperation(Operations.QuarantineRead)
            .WithName("ReadQuarantined")
            .WithSummary("One refused event with its content.")
            .Produces<QuarantinedContent>()
            .ProducesProblems();
        quarantine.MapPut("/{id:guid}", ReplaceAsync).RequireOperation(Operations.QuarantineChange)
            .LimitLoad(IngestLimits.EventBytes)
            .WithName("ReplaceQuarantined")
            .WithSummary("Put a corrected event in its place, under the same idempotency key.")
            .Describe<PublishRequest>(IngestExamples.Event)
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(StatusCodes.Status413PayloadTooLarge);
        quarantine.MapPost("/{id:guid}/replay", ReplayAsync).RequireOperation(Operations.QuarantineChange)
            .LimitLoadAs(IngestLimits.EventBytes)
            .WithName("ReplayQuarantined")
            .WithSummary("Publish it with its key; once it is taken it leaves the quarantine.")
            .WithDescription("The same checks and rights as publishing count, as they are now. Refused again it stays, with the new reason.")
            .Produces<PublishResult>(StatusCodes.Status201Created)
            .Produces<PublishResult>()
            .ProducesProblems(StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status422UnprocessableEntity);
        quarantine.MapDelete("/{id:guid}", DiscardAsync).RequireOperation(Operations.QuarantineChange)
            .WithName("DiscardQuarantined")
            .WithSummary("Remove it for good.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems();
    }

    private static async Task<IResult> ListAsync(HttpContext context, QuarantineDesk desk)
    {
        var body = await RequestBody.ReadAsync<QuarantineListRequest>(context, IngestLimits.EventBytes);
        if (!body.IsValid) return body.Problem;
        var list = await desk.ListAsync(context.GetCaller(), body.Value, context.RequestAborted);
        return list.IsValid ? TypedResults.Ok(list.Value) : list.Problem;
    }

    private static async Task<IResult> ReadAsync(HttpContext context, Guid id, QuarantineDesk desk)
    {
        var found = await desk.ReadAsync(context.GetCaller(), id, context.TraceIdentifier, context.RequestAborted);
        return found.IsValid ? TypedResults.Ok(found.Value) : found.Problem;
    }

    private static async Task<IResult> ReplaceAsync(HttpContext context, Guid id, QuarantineDesk desk)
    {
        var body = await RequestBody.ReadAsync<PublishRequest>(context, IngestLimits.EventBytes);
        if (!body.IsValid) return body.Problem;
        return await desk.ReplaceAsync(context.GetCaller(), id, body.Value, context.TraceIdentifier, context.RequestAborted) is { } problem
            ? problem
            : TypedResults.NoContent();
    }

    private static async Task<IResult> ReplayAsync(HttpContext context, Guid id, QuarantineDesk desk) =>
        (await desk.ReplayAsync(context.GetCaller(), id, context.TraceIdentifier, context.RequestAborted)).ToAnswer();

    private static async Task<IResult> DiscardAsync(HttpContext context, Guid id, QuarantineDesk desk) =>
        await desk.DiscardAsync(context.GetCaller(), id, context.TraceIdentifier, context.RequestAborted) is { } problem
            ? problem
            : TypedResults.NoContent();
}
