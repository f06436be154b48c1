using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Following one's own patients over a bare connection.</summary>
internal static class Own
{
    public static FollowMineRequest Mine(this RawConnection connection, params string[] topics) => new()
    {
        InvocationId = Guid.NewGuid(),
        ConnectionToken = connection.Welcome.ConnectionToken,
        FollowId = Guid.NewGuid(),
        Topics = topics,
    };

    public static Task<FollowMineResult> FollowMineAsync(this RawConnection connection, FollowMineRequest request) =>
        connection.InvokeAsync<FollowMineResult>(nameof(ICareHub.FollowMine), request);

    /// <summary>Follows the vitals of the person's own patients.</summary>
    public static async Task<FollowMineRequest> FollowMineAsync(this RawConnection connection)
    {
        var request = connection.Mine(The.Vitals);
        await connection.FollowMineAsync(request);
        return request;
    }

    public static IReadOnlyList<Joined> JoinedOf(this RawConnection connection) => connection.Of<Joined>(nameof(ICareClient.Joined));

    public static IReadOnlyList<Left> LeftOf(this RawConnection connection) => connection.Of<Left>(nameof(ICareClient.Left));

    public static async Task<Joined> UntilJoinedAsync(this RawConnection connection, TestPatient patient, int times = 1)
    {
        await connection.Received.UntilAllAsync(_ => connection.JoinedOf().Count(one => one.PatientId == patient.Id) >= times, $"Joined for the {times}. time");
        return connection.JoinedOf().Last(one => one.PatientId == patient.Id);
    }

    public static async Task<Left> UntilLeftAsync(this RawConnection connection, TestPatient patient) => (await connection.Received.UntilAsync(
        r => r.Name == nameof(ICareClient.Left) && r.As<Left>().PatientId == patient.Id, "Left")).As<Left>();

    public static async Task<int> UntilMissingAsync(this RawConnection connection, int missing) => (await connection.Received.UntilAsync(
        r => r.Name == nameof(ICareClient.FollowIncomplete) && r.As<FollowIncomplete>().Missing == missing, $"{missing} missing")).As<FollowIncomplete>().Missing;

    /// <summary>What was received of a subscription, in order: <c>joined</c>, <c>left</c> and beats.</summary>
    public static IReadOnlyList<string> StoryOf(this RawConnection connection, Guid subscription) => [.. connection.Received.Items.SelectMany(r => r.Name switch
    {
        nameof(ICareClient.Joined) when r.As<Joined>().SubscriptionId == subscription => ["joined"],
        nameof(ICareClient.Left) when r.As<Left>().SubscriptionId == subscription => ["left"],
        nameof(ICareClient.Events) when r.As<EventBatch>().SubscriptionId == subscription => r.As<EventBatch>().Events.Select(e => $"{e.Beats()}"),
        _ => Enumerable.Empty<string>(),
    })];

    /// <summary>A following as far as it was received, ready to be taken over.</summary>
    public static ResumeRequest Resume(this RawConnection connection, RawConnection before, FollowMineRequest request) => new()
    {
        InvocationId = Guid.NewGuid(),
        ConnectionToken = connection.Welcome.ConnectionToken,
        Subscriptions = [.. before.JoinedOf().Select(joined => before.AsReceived(request, joined))],
        Following = [new ResumedFollow { FollowId = request.FollowId, Topics = request.Topics, From = request.From, Restricted = request.Restricted, Audience = request.Audience }],
    };

    private static ResumedSubscription AsReceived(this RawConnection connection, FollowMineRequest request, Joined joined)
    {
        var batches = connection.BatchesOf(joined.SubscriptionId);
        var last = batches.Count > 0 ? batches[^1] : null;
        return new ResumedSubscription
        {
            SubscriptionId = joined.SubscriptionId,
            PatientId = joined.PatientId,
            FollowId = request.FollowId,
            Topics = request.Topics,
            After = joined.Start with { Offset = last?.Through ?? joined.Start.Offset },
            StateAfter = last?.StateThrough ?? 0,
        };
    }

    private static IReadOnlyList<T> Of<T>(this RawConnection connection, string name) =>
        [.. connection.Received.Items.Where(r => r.Name == name).Select(r => r.As<T>())];
}
