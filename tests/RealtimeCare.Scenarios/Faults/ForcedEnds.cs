using System.Net;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Client;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Faults;

/// <summary>A forced end during every fault: it is told once, and from then on nothing is shown and nothing is tried.</summary>
public sealed class ForcedEnds(SharedCare shared)
{
    private readonly TestCare care = shared.World;
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());

    public enum During
    {
        Nothing,
        Cut,
        Outage,
        TooBusy,
        Impostor,
        NoTokens,
        Handover,
    }

    [Theory]
    [InlineData(During.Nothing)]
    [InlineData(During.Cut)]
    [InlineData(During.Outage)]
    [InlineData(During.TooBusy)]
    [InlineData(During.Impostor)]
    [InlineData(During.NoTokens)]
    [InlineData(During.Handover)]
    public async Task Is_told_once_and_nothing_comes_after_it(During fault)
    {
        await using var bed = await Bedside.OpenAsync(care, clock);
        var told = 0;
        bed.App.Client.StatusChanged += (_, status) => told += status.State == ConnectionState.SignedOut ? 1 : 0;

        await BreakAsync(bed, fault);
        await bed.EndAsync();
        Repair(bed);
        await bed.PublishAsync(99);
        await clock.UntilAsync(() => bed.App.Client.Ended.IsCompleted, "an end");
        await bed.App.UntilAsync($"following ended: {await bed.App.Client.Ended}");
        await bed.App.UntilAsync($"signed out: {await bed.App.Client.Ended}");
        var (lines, arrivals) = (bed.App.Lines.Count, bed.Edge.Arrivals);
        for (var seconds = 0; seconds < 600; seconds++) clock.Advance(TimeSpan.FromSeconds(1));
        await bed.PublishAsync(100);

        Assert.Contains(await bed.App.Client.Ended, new[] { EndReason.Ended, EndReason.Revoked });
        Assert.DoesNotContain("heart rate 99", bed.App.Lines);
        Assert.Equal((1, lines, arrivals), (told, bed.App.Lines.Count, bed.Edge.Arrivals));
        await Assert.ThrowsAsync<SessionEndedException>(() => bed.App.Client.ReportActivityAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAnyAsync<Exception>(() => bed.App.Client.ConnectAsync(TestContext.Current.CancellationToken));
    }

    private async Task BreakAsync(Bedside bed, During fault)
    {
        switch (fault)
        {
            case During.Cut:
                bed.Edge.Cut();
                break;
            case During.Outage:
                bed.Edge.IsDown = true;
                bed.Edge.Cut();
                await clock.UntilAsync(bed.App, "stale: Unreachable");
                break;
            case During.TooBusy:
                bed.Edge.Answering = request => request.IsUpgrade ? new EdgeAnswer(HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5)) : null;
                bed.Edge.Cut();
                await clock.UntilAsync(bed.App, "stale: Busy");
                break;
            case During.Impostor:
                bed.TurnImpostor();
                bed.Edge.Cut();
                await clock.UntilAsync(bed.App, "stale: NotTrusted");
                break;
            case During.NoTokens:
                bed.Edge.Answering = request => Bedside.IsRefresh(request) ? new EdgeAnswer(HttpStatusCode.ServiceUnavailable) : null;
                await Assert.ThrowsAsync<CareException>(() => bed.App.Client.HandOverAsync(TestContext.Current.CancellationToken));
                break;
            case During.Handover:
                var asked = bed.Edge.Requests.Items.Count;
                _ = bed.App.Client.HandOverAsync(TestContext.Current.CancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
                await bed.Edge.Requests.UntilAllAsync(all => all.Count > asked, "a request of the handover");
                break;
            default:
                break;
        }
    }

    private static void Repair(Bedside bed)
    {
        bed.Edge.Answering = null;
        bed.Edge.IsDown = false;
        bed.TurnHonest();
    }
}
