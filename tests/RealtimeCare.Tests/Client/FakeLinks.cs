using System.Threading.Channels;
using RealtimeCare.Client;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>Opens fake connections, and answers the calls on them like a server that grants everything from offset 0.</summary>
internal sealed class FakeLinks : ILinkFactory
{
    private readonly Channel<FakeLink> opened = Channel.CreateUnbounded<FakeLink>();
    private int number;

    public RetryClock Time { get; } = new(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));

    /// <summary>Whose connections are opened.</summary>
    public string Session { get; set; } = "session";

    /// <summary>Runs before a connection opens; what it throws is the refusal.</summary>
    public Action<AccessToken>? Opening { get; set; }

    /// <summary>Runs before a call is answered; what it throws is the refusal.</summary>
    public Func<FakeLink, object, Task>? Calling { get; set; }

    /// <summary>What letting a connection go waits for.</summary>
    public Task Closing { get; set; } = Task.CompletedTask;

    public Func<ResumedSubscription, ResumeStatus> Resuming { get; set; } = _ => ResumeStatus.Resumed;

    /// <summary>How far every stream has come when it is subscribed to or resumed.</summary>
    public (long Top, long StateTop) Tops { get; set; }

    /// <summary>What is gone of every stream that is subscribed to.</summary>
    public Gap? Missed { get; set; }

    /// <summary>Who is followed when the own patients are, by the following's id.</summary>
    public Func<Guid, IReadOnlyList<Joined>> Own { get; set; } = _ => [];

    /// <summary>Who is signed in, when an administrator asks.</summary>
    public Func<IReadOnlyList<LiveSession>> Live { get; set; } = () => [];

    public Task<ILink> OpenAsync(AccessToken token, ILinkOwner owner, CancellationToken cancellationToken)
    {
        Opening?.Invoke(token);
        var link = new FakeLink(this, owner, Interlocked.Increment(ref number));
        opened.Writer.TryWrite(link);
        return Task.FromResult<ILink>(link);
    }

    /// <summary>The next connection that was opened; moves the clock until there is one.</summary>
    public async Task<FakeLink> NextAsync()
    {
        // Looked at rather than waited for: on a busy machine the clock would move on until that was noticed, past the end of its token.
        FakeLink? next = null;
        await UntilAsync(() => next is not null || opened.Reader.TryRead(out next), "a connection");
        return next!;
    }

    /// <summary>Moves the clock, a second at a time, until something has happened.</summary>
    public async Task<T> UntilAsync<T>(Task<T> happened, string what)
    {
        await UntilAsync(() => happened.IsCompleted, what);
        return await happened;
    }

    /// <summary>Moves the clock, a second at a time, until something is so.</summary>
    public Task UntilAsync(Func<bool> isSo, string what) => SpinAsync(isSo, () => Time.Advance(TimeSpan.FromSeconds(1)), what);

    /// <summary>
    /// Moves the clock to one attempt after another until something is so, and never on while none waits: on a busy machine it would
    /// run past what belongs to the same hour, such as the end of the connection's token, before the attempt was even planned.
    /// </summary>
    public Task RetriedAsync(Func<bool> isSo, string what) => SpinAsync(isSo, Time.AdvanceToRetry, what);

    /// <summary>The next connection after a loss or a refusal, with no more of the clock than the attempts take.</summary>
    public async Task<FakeLink> ReconnectedAsync()
    {
        FakeLink? next = null;
        await RetriedAsync(() => next is not null || opened.Reader.TryRead(out next), "a connection");
        return next!;
    }

    /// <summary>Waits until something is so that needs no clock.</summary>
    public static Task SoonAsync(Func<bool> isSo, string what) => SpinAsync(isSo, () => { }, what);

    private static async Task SpinAsync(Func<bool> isSo, Action between, string what)
    {
        var started = Environment.TickCount64;
        while (!isSo())
        {
            if (Environment.TickCount64 - started > 10_000) throw new TimeoutException($"It did not come to {what}.");
            between();
            // What the clock has woken gets many turns before the clock moves on.
            for (var turn = 0; turn < 100 && !isSo(); turn++) await Task.Yield();
        }
    }

    public async Task<object> AnswerAsync(FakeLink link, string method, object request)
    {
        if (Calling is not null) await Calling(link, request);
        return (method, request) switch
        {
            (nameof(ICareHub.Subscribe), SubscribeRequest subscribe) => new SubscribeResult
            {
                SubscriptionId = subscribe.SubscriptionId,
                PatientId = "patient",
                Start = subscribe.After ?? new Position { Epoch = 7, Offset = 0 },
                Audience = "nurse",
                Gap = Missed,
                Top = Tops.Top,
                StateTop = Tops.StateTop,
            },
            (nameof(ICareHub.FollowMine), FollowMineRequest follow) => new FollowMineResult { FollowId = follow.FollowId, Patients = Own(follow.FollowId) },
            (nameof(ICareHub.Resume), ResumeRequest resume) => new ResumeResult
            {
                Subscriptions = [.. resume.Subscriptions.Select(one =>
                    new ResumeOutcome
                    {
                        SubscriptionId = one.SubscriptionId,
                        Status = Resuming(one),
                        Left = one.FollowId is null ? null : LeftReason.Denied,
                        Top = Tops.Top,
                        StateTop = Tops.StateTop,
                    })],
            },
            (nameof(IAdminHub.LiveSessions), _) => new LiveSessionsResult { Sessions = Live() },
            (nameof(ICareHub.ReportActivity), _) => new ReportActivityResult(),
            _ => new Done { At = Time.GetUtcNow() },
        };
    }
}

/// <summary>Gives numbered tokens; what <see cref="Renewing"/> throws is the refusal.</summary>
internal sealed class FakeTokens(TimeProvider time) : ITokenSource
{
    private int number;

    public int Asked { get; private set; }

    public int Renewed { get; private set; }

    public Action? Renewing { get; set; }

    public ValueTask<AccessToken> GetAsync(AccessToken? newerThan = null, CancellationToken cancellationToken = default)
    {
        Asked++;
        if (newerThan?.Value == $"access-{number}")
        {
            Renewed++;
            Renewing?.Invoke();
            number++;
        }

        return ValueTask.FromResult(new AccessToken($"access-{number}", time.GetUtcNow() + TimeSpan.FromMinutes(15)));
    }
}
