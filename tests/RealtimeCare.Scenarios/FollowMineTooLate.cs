using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>A following that was taken over while its patients were still joining.</summary>
public sealed class FollowMineTooLate : IAsyncLifetime
{
    private TestCare care = null!;

    private HeldTrail Trail => care.Host.Services.GetRequiredService<HeldTrail>();

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync(o => o.Replace = HeldTrail.Replace);

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task Who_joins_it_late_is_not_taken_from_its_successor_and_the_caller_is_told_to_ask_again()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var (late, fresh) = (await nurse.ConnectAsync(), await nurse.ConnectAsync());
        var request = late.Mine(The.Vitals);
        Trail.Hold(e => e.Kind == EntryKinds.DeliveryEntitled && e.Connection == late.Welcome.ConnectionId);
        var asking = late.RefusedAsync(nameof(ICareHub.FollowMine), request);
        await Trail.Held;

        var result = await fresh.FollowMineAsync(request with { InvocationId = Guid.NewGuid(), ConnectionToken = fresh.Welcome.ConnectionToken });
        Trail.Release();
        var refused = await asking;
        var id = Assert.Single(result.Patients).SubscriptionId;
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await fresh.UntilEventsAsync(id, 1);

        Assert.Equal(ErrorCode.Unavailable, refused.Code);
        Assert.Equal(["joined", "1"], fresh.StoryOf(id));
        Assert.Empty(late.StoryOf(id));
    }
}
