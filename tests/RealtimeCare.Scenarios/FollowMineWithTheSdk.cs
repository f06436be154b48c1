using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Following one's own patients as an app would, over handovers.</summary>
public sealed class FollowMineWithTheSdk(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    private static CancellationToken Patience => CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken, new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token).Token;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task An_app_sees_its_patients_come_and_go_in_one_stream(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var (first, second) = (await care.AdmitAsync(nurse), await care.AdmitAsync(care.Physician));
        var client = await nurse.ClientAsync(wire);
        await client.ConnectAsync(Patience);
        var seen = new Record<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Patience);
        var reading = ReadAsync(client.FollowMineAsync([The.Vitals], cancellationToken: stop.Token), seen);

        await seen.UntilAsync(s => s == $"{first.Id} joined", "the first patient");
        await care.Monitor.PublishAsync(Some.Vital(first.ById, 1));
        await seen.UntilAsync(s => s == $"{first.Id} 1", "the first event");
        await care.SetTeamAsync(second, nurse);
        await seen.UntilAsync(s => s == $"{second.Id} joined", "the second patient");
        await client.HandOverAsync(Patience);
        await care.Monitor.PublishAsync(Some.Vital(second.ById, 2));
        await seen.UntilAsync(s => s == $"{second.Id} 2", "the event after the handover");
        await care.SetTeamAsync(first, care.Physician);
        await seen.UntilAsync(s => s == $"{first.Id} left Ended", "the first patient's leaving");
        await care.Monitor.PublishAsync(Some.Vital(first.ById, 3));
        await client.HandOverAsync(Patience);
        await care.Monitor.PublishAsync(Some.Vital(second.ById, 4));
        await seen.UntilAsync(s => s == $"{second.Id} 4", "the last event");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        Assert.Equal([$"{first.Id} joined", $"{first.Id} 1", $"{first.Id} left Ended"], seen.Items.Where(s => s.StartsWith(first.Id, StringComparison.Ordinal)));
        Assert.Equal([$"{second.Id} joined", $"{second.Id} 2", $"{second.Id} 4"], seen.Items.Where(s => s.StartsWith(second.Id, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_was_left_off_on_one_device_goes_on_with_all_patients_on_another()
    {
        var nurse = await care.HireAsync("nurse");
        var (first, second) = (await care.AdmitAsync(nurse), await care.AdmitAsync(nurse));
        var options = new FollowOptions { From = FollowFrom.LeftOff };
        foreach (var patient in new[] { first, second }) await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await using (var one = await nurse.ClientAsync())
        {
            await one.ConnectAsync(Patience);
            await foreach (var update in one.FollowMineAsync([The.Vitals], options, Patience))
                if (update is Notification) break;
        }

        await care.Monitor.PublishAsync(Some.Vital(second.ById, 2));
        var other = await nurse.ClientAsync();
        await other.ConnectAsync(Patience);
        var seen = new Record<string>();
        _ = ReadAsync(other.FollowMineAsync([The.Vitals], options, Patience), seen);

        // Nothing was handled to its end on the first device.
        await seen.UntilAllAsync(all => all.Count >= 5, "both patients with everything");
        Assert.Equal([$"{first.Id} joined", $"{first.Id} 1"], seen.Items.Where(s => s.StartsWith(first.Id, StringComparison.Ordinal)));
        Assert.Equal([$"{second.Id} joined", $"{second.Id} 1", $"{second.Id} 2"], seen.Items.Where(s => s.StartsWith(second.Id, StringComparison.Ordinal)));
    }

    private static async Task ReadAsync(IAsyncEnumerable<FollowUpdate> updates, Record<string> seen)
    {
        await foreach (var update in updates)
            seen.Add(update switch
            {
                PatientJoined joined => $"{joined.PatientId} joined",
                PatientLeft left => $"{left.PatientId} left {left.Reason}",
                Notification notification => $"{notification.PatientId} {notification.Event.Beats()}",
                _ => "?",
            });
    }
}
