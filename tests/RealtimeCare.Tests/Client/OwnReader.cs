using RealtimeCare.Client;
using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>An app that follows its own patients and notes what it sees, in words.</summary>
internal sealed class OwnReader : IAsyncDisposable
{
    private readonly List<string> seen = [];
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task reading = Task.CompletedTask;

    public Guid Id { get; private set; }

    /// <summary>Follows; returns when the server has been asked.</summary>
    public static async Task<OwnReader> FollowAsync(ClientWorld world, bool isHeld = false)
    {
        var reader = new OwnReader();
        if (!isHeld) reader.Release();
        reader.reading = reader.ReadAsync(world.Client.FollowMineAsync(ClientWorld.Topics, cancellationToken: reader.stop.Token));
        await FakeLinks.SoonAsync(() => world.First.Requests<FollowMineRequest>().Count > 0, "the call");
        reader.Id = world.First.Requests<FollowMineRequest>()[^1].FollowId;
        return reader;
    }

    public static Joined JoinedOf(Guid follow, Guid subscription, string patient, long start = 0) => new()
    {
        FollowId = follow,
        SubscriptionId = subscription,
        PatientId = patient,
        Start = new Position { Epoch = 7, Offset = start },
        Audience = "nurse",
        Because = "attending",
    };

    public static Left LeftOf(Guid follow, Guid subscription, string patient) =>
        new() { FollowId = follow, SubscriptionId = subscription, PatientId = patient, Reason = LeftReason.Ended };

    public Joined JoinedOf(Guid subscription, string patient, long start = 0) => JoinedOf(Id, subscription, patient, start);

    public Left LeftOf(Guid subscription, string patient) => LeftOf(Id, subscription, patient);

    /// <summary>Lets a reader that was held read on.</summary>
    public void Release() => held.TrySetResult();

    /// <summary>Waits until exactly this was seen.</summary>
    public async Task UntilAsync(params string[] expected)
    {
        await FakeLinks.SoonAsync(() => Seen().Count >= expected.Length, $"[{string.Join("; ", expected)}], have [{string.Join("; ", Seen())}]");
        Assert.Equal(expected, Seen());
    }

    public async Task<EndReason> UntilEndedAsync() =>
        (await Assert.ThrowsAsync<SessionEndedException>(() => reading.WaitAsync(TimeSpan.FromSeconds(10)))).Reason;

    public async ValueTask DisposeAsync()
    {
        Release();
        await stop.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private IReadOnlyList<string> Seen()
    {
        lock (seen) return [.. seen];
    }

    private async Task ReadAsync(IAsyncEnumerable<FollowUpdate> updates)
    {
        await foreach (var update in updates)
        {
            var words = update switch
            {
                PatientJoined joined => $"{joined.PatientId} joined",
                PatientLeft left => $"{left.PatientId} left {left.Reason}",
                PatientsMissing missing => $"{missing.Count} missing",
                Notification notification => $"{notification.PatientId} {notification.Event.Offset}",
                _ => "?",
            };
            lock (seen) seen.Add(words);
            await held.Task;
        }
    }
}
