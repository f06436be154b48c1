using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Hammer.Checks;
using RealtimeCare.Hammer.Hosts;
using RealtimeCare.Hammer.World;
using RealtimeCare.Testing;

namespace RealtimeCare.Hammer.Publishing;

/// <summary>A service that publishes at a fixed rate over a cable of its own, and repeats each event under its key until the host has promised it.</summary>
internal sealed class Publisher : IPublisher
{
    private const int Lanes = 4;

    private readonly Ward ward;
    private readonly World.Monitor monitor;
    private readonly Ledger ledger;
    private readonly Findings findings;
    private readonly Api api;
    private readonly SemaphoreSlim renewing = new(1);
    private volatile TokenPair? token;

    public Publisher(Ward ward, World.Monitor monitor, Ledger ledger, Findings findings)
    {
        (this.ward, this.monitor, this.ledger, this.findings) = (ward, monitor, ledger, findings);
        Cable = new Cable(ward.Server);
        api = new Api(Cable.Address, ward.Roots);
    }

    public Cable Cable { get; }

    /// <inheritdoc/>
    public Task RunAsync(double rate, int seed, CancellationToken stop, CancellationToken giveUp) =>
        Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(() => RunLaneAsync(rate / Lanes, new Random(seed + lane), stop, giveUp), CancellationToken.None)));

    public async ValueTask DisposeAsync()
    {
        api.Dispose();
        await Cable.DisposeAsync();
        renewing.Dispose();
    }

    private async Task RunLaneAsync(double rate, Random random, CancellationToken stop, CancellationToken giveUp)
    {
        await Pause.ForAsync(TimeSpan.FromSeconds(random.NextDouble() / rate), stop);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / rate), TimeProvider.System);
        while (!stop.IsCancellationRequested)
        {
            await PublishAsync(ledger.Add(number => EventMix.Make(ward, monitor, number, random)), random, giveUp);
            // Some keys come once more when they were answered long ago: a promise holds over a crash.
            if (random.NextDouble() < 0.03 && ledger.Recent(random) is { } before && before.Key.StartsWith(monitor.ClientId, StringComparison.Ordinal))
                await PublishAsync(before, random, giveUp);
            try
            {
                await timer.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task PublishAsync(Published published, Random random, CancellationToken giveUp)
    {
        var request = EventMix.RequestOf(ward, published);
        if (published.Attempts == 0) published.SentAt = Pause.Now;
        while (!await TryAsync(published, request, giveUp))
            if (!await Pause.ForAsync(TimeSpan.FromMilliseconds(random.Next(50, 300)), giveUp)) return;
    }

    /// <summary>Whether it needs no further attempt.</summary>
    private async Task<bool> TryAsync(Published published, PublishRequest request, CancellationToken giveUp)
    {
        try
        {
            var access = await TokenAsync(giveUp);
            if (access is null) return false;
            published.Attempts++;
            var answer = await api.PostAsync("/api/v1/events", request, access.Access, published.Key);
            return Take(published, answer, access);
        }
        catch (Exception lost) when (Transience.IsTransient(lost))
        {
            return false;
        }
    }

    private bool Take(Published published, Answer answer, TokenPair access)
    {
        if ((int)answer.Status is 200 or 201)
        {
            ledger.Acknowledge(published, answer.As<PublishResult>());
            return true;
        }

        if ((ErrorCode)answer.Code == ErrorCode.Unavailable)
        {
            ledger.Refuse();
            if (answer.Json.TryGetProperty("retryAfterMs", out _)) return false;
        }
        else if (Transience.IsForLater((ErrorCode)answer.Code))
        {
            return false;
        }

        if ((ErrorCode)answer.Code == ErrorCode.Unauthenticated)
        {
            Interlocked.CompareExchange(ref token, null, access);
            return false;
        }

        findings.Add(FindingKind.Refused, $"{monitor} was refused event {published.Number}: {(int)answer.Status}, code {answer.Code}");
        return true;
    }

    private async Task<TokenPair?> TokenAsync(CancellationToken cancellationToken)
    {
        if (token is { } known) return known;
        await renewing.WaitAsync(cancellationToken);
        try
        {
            if (token is { } renewed) return renewed;
            var answer = await SignIn.ServiceAsync(
                ward.Api, monitor.ClientId, SignIn.Assertion(ward.Server, monitor.ClientId, monitor.Key, Service.KeyId, TimeProvider.System));
            if ((int)answer.Status is >= 500 or 429) return null;
            return token = TokenPair.From(answer.Ok());
        }
        finally
        {
            renewing.Release();
        }
    }
}
