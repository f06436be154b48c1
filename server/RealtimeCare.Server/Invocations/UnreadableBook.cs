using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Invocations;

/// <summary>Messages that no method could take, in the trail. The protocol knows no connection, so the request that it runs in says who it is.</summary>
internal sealed class UnreadableBook(IAuditTrail trail, TimeProvider time, ILogger<UnreadableBook> logger)
{
    private static readonly Operation Unknown = new("unknown", OperationKind.Read);
    private const int MostPerConnection = 20;
    private static readonly AsyncLocal<HttpContext?> Request = new();

    /// <summary>Everything that this request's connection sends from now on is its own.</summary>
    public static void Enter(HttpContext context)
    {
        context.Features.Set(new Tally());
        Request.Value = context;
    }

    /// <summary>Notes a message that could not be taken; null when it is not one of our hubs' connections.</summary>
    public string? TryNote()
    {
        if (Request.Value is not { } context || context.Features.Get<CallerFeature>() is not { } feature) return null;
        // No client of ours sends such messages; one that goes on is probing, and must not fill the trail.
        if (context.Features.Get<Tally>()?.Next() > MostPerConnection) context.Abort();
        var requestId = Guid.CreateVersion7().ToString("N");
        _ = RecordAsync(feature.Caller, context, requestId);
        return requestId;
    }

    private async Task RecordAsync(Caller caller, HttpContext context, string requestId)
    {
        InvocationsLog.Unreadable(logger, requestId);
        var entry = DecisionEntry.Of(EntryKinds.InvocationRefused, caller, Unknown, null) with
        {
            At = time.GetUtcNow(),
            Address = context.Connection.RemoteIpAddress?.ToString(),
            RequestId = requestId,
            Reason = nameof(ErrorCode.InvalidRequest),
        };
        try
        {
            await trail.AppendAsync(entry, CancellationToken.None);
        }
        catch (TrailUnavailableException exception)
        {
            InvocationsLog.NotRecorded(logger, exception, requestId);
        }
    }

    private sealed class Tally
    {
        private int count;

        public int Next() => Interlocked.Increment(ref count);
    }
}
