using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Sessions;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Ingest;

/// <summary>What became of a publisher's own events, over HTTP.</summary>
internal static class OutcomeEndpoints
{
    public static void MapOutcomes(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/v1/events").WithTags("Events").MapPost("/outcomes", ReadAsync).RequireOperation(Operations.EventOutcomes)
            .WithName("ReadOutcomes")
            .WithSummary("What became of one's own events that ask for acknowledgement, from a cursor on.")
            .WithDescription(
                "Gives outcomes in order, each with a cursor to go on from. With waitSeconds the answer waits that long for the first "
                + "one. A gap says what lies behind the cursor and is no longer kept.")
            .Describe<OutcomesRequest>(IngestExamples.Outcomes)
            .Produces<OutcomesResult>()
            .ProducesProblems();

    private static async Task<IResult> ReadAsync(HttpContext context, OutcomeReader outcomes)
    {
        var body = await RequestBody.ReadAsync<OutcomesRequest>(context, IngestLimits.EventBytes);
        if (!body.IsValid) return body.Problem;
        if (OutcomeReader.FindMistake(body.Value) is { } path) return new CodedProblem(ErrorCode.InvalidRequest) { Path = path };
        try
        {
            var read = await outcomes.ReadAsync(context.GetCaller(), body.Value, context.RequestAborted);
            return read is null ? new CodedProblem(ErrorCode.SessionEnded) : TypedResults.Ok(read);
        }
        catch (StreamStoreUnavailableException)
        {
            return new CodedProblem(ErrorCode.Unavailable);
        }
    }
}
