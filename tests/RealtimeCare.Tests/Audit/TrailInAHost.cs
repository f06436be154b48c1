using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RealtimeCare.Audit.Chain;
using RealtimeCare.Audit.Trail;

namespace RealtimeCare.Tests.Audit;

public sealed class TrailInAHost
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_trail_is_open_before_other_services_start_and_open_until_all_have_stopped()
    {
        using var desk = new TrailDesk();
        using (var host = Build(desk))
        {
            await host.StartAsync(Token);
            await host.StopAsync(Token);
        }

        Assert.Equal(
            [EntryKinds.LogOpened, EntryKinds.SessionStarted, EntryKinds.SessionEnded, EntryKinds.LogClosed],
            desk.Entries().Select(entry => entry["kind"]!).Where(kind => kind != EntryKinds.Heartbeat));
        desk.AssertValid();
    }

    [Fact]
    public async Task The_host_does_not_start_on_a_damaged_trail()
    {
        using var desk = new TrailDesk();
        await desk.WriteAsync(3);
        SegmentBytes.Change(desk.Segment, bytes => bytes[^200] ^= 1);
        using var host = Build(desk);

        await Assert.ThrowsAsync<TrailDamagedException>(() => host.StartAsync(Token));
    }

    [Fact]
    public async Task Options_that_cannot_work_are_all_named_at_start()
    {
        using var desk = new TrailDesk(segmentBytes: 1, log: "../up");
        desk.Options.HeartbeatInterval = TimeSpan.FromSeconds(5);
        using var host = Build(desk);

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token));

        Assert.Equal(3, refusal.Failures.Count());
    }

    private static IHost Build(TrailDesk desk)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddHostedService<Diary>();
        builder.Services.AddAuditTrail(options =>
        {
            options.Folder = desk.Options.Folder;
            options.Log = desk.Options.Log;
            options.SegmentBytes = desk.Options.SegmentBytes;
            options.HeartbeatInterval = desk.Options.HeartbeatInterval;
        });
        return builder.Build();
    }

    /// <summary>Registered before the trail, and still finds it open at both ends.</summary>
    private sealed class Diary(IAuditTrail trail) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => WriteAsync(EntryKinds.SessionStarted, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => WriteAsync(EntryKinds.SessionEnded, cancellationToken);

        private async Task WriteAsync(string kind, CancellationToken cancellationToken) =>
            await trail.AppendAsync(TrailDesk.Some() with { Kind = kind }, cancellationToken);
    }
}
