using RealtimeCare.Client.Following;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Whoever follows much with many topics is taken over in one call, larger than any other call may be.</summary>
public sealed class LargeResume(SharedCare shared)
{
    // Of names as long as the default policy has, more than MaxMessageBytes in both protocols.
    private const int Followings = 125;
    private static readonly string[] Topics = [The.Vitals, .. Enumerable.Repeat("medications", 31)];

    private readonly TestCare care = shared.World;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task Many_followings_of_many_topics_survive_a_handover(Wire wire)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(50));
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var client = await nurse.ClientAsync(wire);
        await client.ConnectAsync(patience.Token);
        var seen = new Record<int>();
        await Task.WhenAll(Enumerable.Range(0, Followings).Select(_ => client.FollowAsync(patient.ById, Topics, Keep, FollowFrom.Start, patience.Token)));

        await client.HandOverAsync(patience.Token);
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 1);

        await seen.UntilAllAsync(all => all.Count == Followings, "the event in every following");
        Assert.True(Followings * Topics.Length * "medications".Length * 3 / 2 > RealtimeCareProtocol.MaxMessageBytes);
        Assert.True(client.Status.IsConnected);

        Task Keep(Notification notification, CancellationToken cancellationToken)
        {
            seen.Add(notification.Event.Beats());
            return Task.CompletedTask;
        }
    }
}
