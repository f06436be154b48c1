using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Ingest;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Hubs;

/// <summary>Broken glasses and explanations over HTTPS, for tools that hold no connection. The same operations as on the hubs.</summary>
internal static class BreakGlassEndpoints
{
    public static IEndpointRouteBuilder MapBreakGlass(this IEndpointRouteBuilder endpoints)
    {
        var glass = endpoints.MapGroup("/api/v1/break-glass").WithTags("Break-glass").AddEndpointFilter<FactsUnavailableFilter>();
        glass.MapGet("", (HttpContext context, string? status, GrantOperations operations) =>
                operations.ListAsync(context.GetCaller(), StatusOf(status), context.RequestAborted))
            .RequireOperation(Operations.GrantList)
            .WithSummary("The break-glass grants of the own tenant, newest first; of one status, or all");
        glass.MapPost("/{id:guid}/revoke", (HttpContext context, Guid id, GrantOperations operations) =>
                operations.RevokeAsync(context.GetCaller(), id, context.RequestAborted))
            .RequireOperation(Operations.GrantRevoke)
            .WithSummary("End somebody's grant at once");
        glass.MapPost("/{id:guid}/review", (HttpContext context, Guid id, Review review, GrantOperations operations) =>
                operations.ReviewAsync(context.GetCaller(), id, review.Verdict, review.Note, context.RequestAborted))
            .RequireOperation(Operations.GrantReview)
            .WithSummary("Say whether a grant that has ended was in order");
        glass.MapPost("/{id:guid}/attest", (HttpContext context, Guid id, Attestation attestation, GrantOperations operations) =>
                operations.AttestAsync(context.GetCaller(), id, attestation.Statement, context.RequestAborted))
            .RequireOperation(Operations.GrantAttest)
            .WithSummary("Say why one broke the glass oneself");
        endpoints.MapGroup("/api/v1/access").WithTags("Access").AddEndpointFilter<FactsUnavailableFilter>()
            .MapPost("/explain", (HttpContext context, ExplainOperations.Question question, ExplainOperations operations) =>
                operations.ExplainAsync(context.GetCaller(), question, context.RequestAborted))
            .RequireOperation(Operations.AccessExplain)
            .WithSummary("Why somebody may or may not follow a patient's topics, with every factor");
        return endpoints;
    }

    /// <summary>The same words as on the hub; anything else is refused, not taken for "all".</summary>
    private static BreakGlassStatus? StatusOf(string? word) => word switch
    {
        null => null,
        "active" => BreakGlassStatus.Active,
        "unattested" => BreakGlassStatus.Unattested,
        "unreviewed" => BreakGlassStatus.Unreviewed,
        "reviewed" => BreakGlassStatus.Reviewed,
        _ => throw new CareRefusalException(ErrorCode.InvalidRequest),
    };

    internal sealed record Review(BreakGlassVerdict Verdict, string? Note)
    {
        public override string ToString() => "(review)";
    }

    internal sealed record Attestation(string Statement)
    {
        public override string ToString() => "(attestation)";
    }
}
