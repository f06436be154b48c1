using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Invocations;

namespace OwnHub;

/// <summary>The team's hub. Each method names its operation, or the app does not start; each takes one request record.</summary>
internal sealed class WardBoardHub(TimeProvider time) : Hub<IEndingClient>
{
    /// <summary>Who is on duty. The filters have decided, counted and recorded it before this runs.</summary>
    [Operation("session.activity")]
    public Task<OnDuty> WhoIsOnDuty(WhoIsOnDutyRequest request) =>
        Task.FromResult(new OnDuty(["Dr. Adler", "Nurse Brandt"], time.GetUtcNow()));
}

/// <summary>Asks who is on duty.</summary>
internal sealed record WhoIsOnDutyRequest : IHubRequest
{
    public required Guid InvocationId { get; init; }

    public required string ConnectionToken { get; init; }

    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>Who is on duty.</summary>
internal sealed record OnDuty(IReadOnlyList<string> Names, DateTimeOffset At);
