using System.Net.WebSockets;
using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Client;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Hammer.Checks;
using RealtimeCare.Hammer.Hosts;
using RealtimeCare.Hammer.Publishing;
using RealtimeCare.Hammer.World;

namespace RealtimeCare.Hammer.Following;

/// <summary>A client as a stranger would write it from PROTOCOL.md. It forgives nothing: what it receives is what crossed the wire.</summary>
internal sealed class WireFollower(Ward ward, SignedIn signedIn, Inbox inbox, Findings findings, Random random) : IFollower
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<WireSubscription> subscriptions = [.. Enumerable.Range(0, ward.Stranger).Select(patient => new WireSubscription(patient))];
    private string? renewsBecause;
    private volatile string? failed;
    private bool isRenewed;
    private AccessToken? used;
    private long liveSince;
    private Task running = Task.CompletedTask;

    public Inbox Inbox => inbox;

    public Cable Cable { get; } = new(ward.Server);

    public long LiveSince => Volatile.Read(ref liveSince);

    public int Comebacks { get; private set; }

    public string Doing
    {
        get => failed is { } last ? $"{field}; its last attempt failed: {last}" : field;
        private set;
    } = "signing in";

    public Task Ready => ready.Task;

    public bool HasEnded => signedIn.HasEnded;

    public string? ExpectEnd() => signedIn.ExpectEnd();

    public void Start() => running = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        inbox.Thaw();
        await running;
        await Cable.DisposeAsync();
        await signedIn.DisposeAsync();
        stopping.Dispose();
    }

    /// <summary>Handles a batch and acknowledges it. Batches of a connection come one after another.</summary>
    public async Task TakeAsync(WireLink link, EventBatch batch)
    {
        try
        {
            await inbox.ThawedAsync(link.Over);
        }
        catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException)
        {
            return;
        }

        lock (gate)
        {
            // What an old connection still holds was never handled; the next one reads on from before it.
            if (link.Over.IsCancellationRequested) return;
            if (link.SessionEnd is not null) inbox.Add(FindingKind.Late, $"{batch} after the end of its session");
            if (subscriptions.Find(one => one.Id == batch.SubscriptionId) is { } subscription) subscription.Take(batch, inbox);
            else inbox.Add(FindingKind.Leaked, $"{batch}, which it does not follow");
            link.Acknowledge(batch);
        }
    }

    public void Take(AccessChanged change)
    {
        if (!change.Permitted) findings.Add(FindingKind.Refused, $"{inbox.Name} lost access to a patient whom its nurse treats");
    }

    public void Take(ReloadRequired reload) => findings.Add(FindingKind.Gap, $"{inbox.Name} was told to reload {reload.SubscriptionId}");

    private async Task RunAsync()
    {
        try
        {
            await signedIn.AnewAsync(stopping.Token);
            while (!stopping.IsCancellationRequested)
            {
                await ServeQuietlyAsync();
                Lose();
                await Pause.ForAsync(TimeSpan.FromSeconds(random.NextDouble()), stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception fault)
        {
            findings.Add(FindingKind.Stuck, $"{inbox.Name} gave up: {fault.GetType().Name} {fault.Message}");
            ready.TrySetException(fault);
        }
    }

    private async Task ServeQuietlyAsync()
    {
        try
        {
            await ServeAsync();
        }
        catch (Exception end) when (SignedIn.IsEnd(end))
        {
            await SignInAnewAsync(null, $"{end.Message} It wanted a new token: {renewsBecause ?? "the old one was about to end"}.");
        }
        catch (WebSocketException refused) when (refused.Message.Contains("'401'", StringComparison.Ordinal) || refused.Message.Contains("'403'", StringComparison.Ordinal))
        {
            // Refused again with a new token: the session is over.
            if (isRenewed) await SignInAnewAsync(null, refused.Message);
            else renewsBecause = failed = refused.Message;
        }
        catch (HubException refused) when (CareError.FromWire(refused.Message) is { } error && !Transience.IsForLater(error.Code))
        {
            if (error.Code == ErrorCode.SessionEnded) await SignInAnewAsync(null, error.Message);
            else if (error.Code == ErrorCode.Unauthenticated) renewsBecause = error.Message;
            else findings.Add(FindingKind.Refused, $"{inbox.Name} was refused: {error.Code} {error.Message}");
        }
        catch (Exception lost) when (lost is HubException or InvalidOperationException || Transience.IsTransient(lost))
        {
            // Lost: come back.
            failed = $"{lost.GetType().Name} {lost.Message}";
        }
    }

    private async Task ServeAsync()
    {
        Doing = "getting a token";
        isRenewed = renewsBecause is not null;
        var token = used = await signedIn.Tokens.GetAsync(isRenewed ? used : null, stopping.Token);
        renewsBecause = null;
        var link = new WireLink(Cable.Address, ward.Roots, token.Value, this);
        // The old connection is gone for good before anything of the next one is said.
        await using (link)
        {
            Doing = "connecting";
            await link.OpenAsync(stopping.Token);
            signedIn.Connected();
            Doing = "resuming";
            await ResumeAsync(link);
            await SubscribeAsync(link);
            Doing = "reading";
            failed = null;
            Volatile.Write(ref liveSince, Pause.Now);
            inbox.Calm();
            ready.TrySetResult();
            await link.Closed.WaitAsync(stopping.Token);
            // Closing may take its time, and nothing can come any more.
            Lose();
            Doing = "closing";
        }

        if (link.End == EndReason.TokenExpired) renewsBecause = "the host ended the connection with the token";
        if (link.SessionEnd is { } reason) await SignInAnewAsync(reason, "told on the connection");
    }

    private void Lose()
    {
        if (Interlocked.Exchange(ref liveSince, 0) != 0) Comebacks++;
        inbox.Disturb();
    }

    private async Task SignInAnewAsync(EndReason? reason, string how)
    {
        signedIn.TakeEnd(reason, how);
        Doing = "signing in";
        await signedIn.AnewAsync(stopping.Token);
        lock (gate) subscriptions.ForEach(one => one.Leave());
    }

    private async Task ResumeAsync(WireLink link)
    {
        var granted = subscriptions.Where(one => one.IsGranted).ToList();
        if (granted.Count == 0) return;
        var result = await link.CallAsync<ResumeResult>("Resume", token => new ResumeRequest
        {
            InvocationId = Guid.NewGuid(),
            ConnectionToken = token,
            Subscriptions = [.. granted.Select(ResumedOf)],
        }, stopping.Token);
        foreach (var refused in result.Subscriptions.Where(one => one.Status != ResumeStatus.Resumed))
            findings.Add(FindingKind.Refused, $"{inbox.Name} may not go on where it was: {refused.Status}");
    }

    private ResumedSubscription ResumedOf(WireSubscription one)
    {
        lock (gate)
        {
            return new()
            {
                SubscriptionId = one.Id, PatientId = ward.Patients[one.Patient], Topics = Ledger.Followed, After = one.After!, StateAfter = one.StateAfter,
            };
        }
    }

    private async Task SubscribeAsync(WireLink link)
    {
        foreach (var one in subscriptions.Where(one => !one.IsGranted))
        {
            var result = await link.CallAsync<SubscribeResult>("Subscribe", token => RequestOf(one, token), stopping.Token);
            lock (gate)
            {
                one.IsGranted = true;
                one.After ??= result.Start;
            }
        }
    }

    private SubscribeRequest RequestOf(WireSubscription one, string connectionToken) => new()
    {
        InvocationId = Guid.NewGuid(),
        ConnectionToken = connectionToken,
        SubscriptionId = one.Id,
        Patient = ward.Reference(one.Patient),
        Topics = Ledger.Followed,
        From = FollowFrom.Start,
        After = one.After,
        StateAfter = one.StateAfter,
    };
}
