using RealtimeCare.Server.Ingest;
using RealtimeCare.Tests.Sessions;

namespace RealtimeCare.Tests.Ingest;

public sealed class PublishStreamMeterTests
{
    private readonly PublishStreamMeter meter = new();

    [Fact]
    public void One_publisher_has_so_many_streams_open_and_another_is_not_kept_out_by_it()
    {
        var streams = Open("monitor", "north", IngestLimits.StreamsOpen);

        var refused = meter.Open(Callers.Nurse(subject: "monitor"));
        var other = meter.Open(Callers.Nurse(subject: "laboratory"));
        streams[0]!.Dispose();
        streams[0]!.Dispose();
        var later = Open("monitor", "north", 2);

        Assert.All(streams, Assert.NotNull);
        Assert.Null(refused);
        Assert.NotNull(other);
        Assert.Equal([true, false], later.Select(stream => stream is not null));
    }

    [Fact]
    public void The_streams_of_one_tenant_and_of_all_are_bounded()
    {
        var ofTenants = IngestLimits.StreamsOpenOfAll / IngestLimits.StreamsOpenOfTenant;
        for (var tenant = 0; tenant < ofTenants; tenant++)
        {
            for (var publisher = 0; publisher < IngestLimits.StreamsOpenOfTenant / IngestLimits.StreamsOpen; publisher++)
                Assert.All(Open($"publisher-{publisher}", $"tenant-{tenant}", IngestLimits.StreamsOpen), Assert.NotNull);
            Assert.Null(meter.Open(Callers.Nurse(subject: "late", tenant: $"tenant-{tenant}")));
        }

        Assert.Null(meter.Open(Callers.Nurse(subject: "late", tenant: "elsewhere")));
    }

    private List<IDisposable?> Open(string publisher, string tenant, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => meter.Open(Callers.Nurse(subject: publisher, tenant: tenant)))];
}
