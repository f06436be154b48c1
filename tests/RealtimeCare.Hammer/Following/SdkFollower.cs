using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Client;
using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Hammer.Checks;
using RealtimeCare.Hammer.Hosts;
using RealtimeCare.Hammer.Publishing;
using RealtimeCare.Hammer.World;

namespace RealtimeCare.Hammer.Following;

/// <summary>A client built on the SDK, as an app would: what it receives is what an app is told.</summary>
internal sealed class SdkFollower(Ward ward, SignedIn signedIn, Inbox inbox, Findings findings, X509Certificate2Collection roots, int number) : IFollower
{
    // What was being handed over when the end was told may still be under way.
    private const double EndGrace = 1;

    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Position?[] read = new Position?[ward.Stranger];
    private readonly List<RealtimeCareClient> ended = [];
    private volatile RealtimeCareClient? current;
    private long liveSince;
    private bool follows;
    private Task running = Task.CompletedTask;

    /// <summary>Its place among the clients.</summary>
    public int Number => number;

    public Inbox Inbox => inbox;

    public Cable Cable { get; } = new(ward.Server);

    public long LiveSince => Volatile.Read(ref liveSince);

    public int Comebacks { get; private set; }

    public string Doing { get; private set; } = "signing in";

    public Task Ready => ready.Task;

    public bool HasEnded => signedIn.HasEnded;

    public string? ExpectEnd() => signedIn.ExpectEnd();

    /// <summary>Hands over to a new connection with a new token.</summary>
    public Task HandOverAsync(CancellationToken cancellationToken) => current?.HandOverAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Renews the tokens beside the connection.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        var tokens = signedIn.Tokens;
        await tokens.GetAsync(await tokens.GetAsync(null, cancellationToken), cancellationToken);
    }

    public void Start() => running = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        inbox.Thaw();
        await running;
        foreach (var client in ended) await client.DisposeAsync();
        await Cable.DisposeAsync();
        await signedIn.DisposeAsync();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await signedIn.AnewAsync(stopping.Token);
            while (!stopping.IsCancellationRequested) await ServeQuietlyAsync();
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
        Exception? over = null;
        try
        {
            await ServeAsync();
            return;
        }
        catch (Exception end) when (SignedIn.IsEnd(end))
        {
            over = end;
        }
        catch (SubscriptionEndedException end)
        {
            findings.Add(FindingKind.Gap, $"{inbox.Name} may not follow on: {end.Reason}");
        }
        catch (CareException refused) when (!Transience.IsForLater(refused.Error.Code))
        {
            findings.Add(FindingKind.Refused, $"{inbox.Name} was refused: {refused.Error.Code} {refused.Error.Message}");
        }
        catch (Exception lost) when (!stopping.IsCancellationRequested && Transience.IsTransient(lost))
        {
            // Only the first connection and calls are ours to repeat; the SDK repairs everything else.
        }

        Show(isLive: false);
        if (over is null)
        {
            await Pause.ForAsync(TimeSpan.FromMilliseconds(300), stopping.Token);
            return;
        }

        Doing = "signing in";
        signedIn.TakeEnd((over as SessionEndedException)?.Reason, over.Message);
        await signedIn.AnewAsync(stopping.Token);
    }

    private async Task ServeAsync()
    {
        var options = new RealtimeCareClientOptions { Server = Cable.Address, Tokens = signedIn.Tokens, TrustedRoots = roots };
        if (number % 2 == 0) options.UseMessagePack();
        follows = false;
        var client = new RealtimeCareClient(options);
        client.StatusChanged += (_, status) => Show(status.State == ConnectionState.Live);
        try
        {
            await ServeAsync(client);
        }
        finally
        {
            current = null;
            // One that was ended is not disposed yet: it has to stay silent by itself.
            if (client.Ended.IsCompletedSuccessfully) ended.Add(client);
            else await client.DisposeAsync();
        }
    }

    private async Task ServeAsync(RealtimeCareClient client)
    {
        Doing = "connecting";
        await client.ConnectAsync(stopping.Token);
        signedIn.Connected();
        current = client;
        Doing = "beginning to follow";
        var followed = new List<Task>();
        for (var patient = 0; patient < read.Length; patient++) followed.Add((await FollowAsync(client, patient)).Completion);
        follows = true;
        Doing = "reading";
        Show(client.Status.State == ConnectionState.Live);
        ready.TrySetResult();
        await await Task.WhenAny(followed).WaitAsync(stopping.Token);
    }

    private async Task<FollowedPatient> FollowAsync(RealtimeCareClient client, int patient)
    {
        inbox.StateComesAgain(patient);
        return await client.FollowAsync(
            ward.Reference(patient), Ledger.Followed, TakeAsync, new FollowOptions { From = FollowFrom.Start, After = read[patient] }, stopping.Token);

        async Task TakeAsync(Notification notification, CancellationToken cancellationToken)
        {
            if (client.Ended.IsCompletedSuccessfully && (TimeProvider.System.GetUtcNow() - client.Status.Since).TotalSeconds > EndGrace)
                inbox.Add(FindingKind.Late, $"{notification.Event} after the end of its session");
            await inbox.ThawedAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            inbox.Take(patient, notification.Event);
            read[patient] = notification.Position;
        }
    }

    private void Show(bool isLive)
    {
        if (!isLive)
        {
            if (Interlocked.Exchange(ref liveSince, 0) != 0) Comebacks++;
            inbox.Disturb();
            return;
        }

        if (!follows) return;
        Volatile.Write(ref liveSince, Pause.Now);
        inbox.Calm();
    }
}
