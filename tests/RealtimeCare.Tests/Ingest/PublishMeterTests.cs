using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Ingest;
using RealtimeCare.Tests.Sessions;

namespace RealtimeCare.Tests.Ingest;

public sealed class PublishMeterTests
{
    private readonly PublishMeter meter = new();

    [Fact]
    public void One_publisher_has_so_many_requests_under_way_and_another_is_not_kept_waiting_by_it()
    {
        var entries = Enumerable.Range(0, IngestLimits.RequestsUnderWay).Select(_ => Enter("monitor", 100)).ToList();

        var refused = meter.Enter(Callers.Nurse(subject: "monitor"), 100);
        var other = meter.Enter(Callers.Nurse(subject: "laboratory"), 100);
        var sameNameElsewhere = meter.Enter(Callers.Nurse(subject: "monitor", tenant: "south"), 100);
        entries[0].Dispose();
        var later = meter.Enter(Callers.Nurse(subject: "monitor"), 100);

        Assert.Equal((ErrorCode.Busy, IngestLimits.BusyRetryMs), (refused.Problem!.Code, refused.Problem.RetryAfterMs));
        Assert.Null(refused.Entry);
        Assert.All([other, sameNameElsewhere, later], one => Assert.NotNull(one.Entry));
    }

    [Fact]
    public void The_bytes_of_one_publisher_and_of_all_are_bounded()
    {
        Enter("monitor", IngestLimits.BytesUnderWay);
        for (var number = 1; number < IngestLimits.BytesUnderWayOfAll / IngestLimits.BytesUnderWay; number++) Enter($"other-{number}", IngestLimits.BytesUnderWay);

        var ownLimit = meter.Enter(Callers.Nurse(subject: "monitor"), 0);
        var limitOfAll = meter.Enter(Callers.Nurse(subject: "late"), 1);

        Assert.NotNull(ownLimit.Entry);
        Assert.Equal(ErrorCode.Unavailable, limitOfAll.Problem!.Code);
        Assert.Equal(ErrorCode.Busy, new PublishMeter().Enter(Callers.Nurse(), IngestLimits.BytesUnderWay + 1).Problem!.Code);
    }

    [Fact]
    public void What_is_given_back_twice_counts_once()
    {
        var entry = Enter("monitor", 10);
        entry.Dispose();
        entry.Dispose();

        var entries = Enumerable.Range(0, IngestLimits.RequestsUnderWay).Select(_ => Enter("monitor", 100)).ToList();

        Assert.NotNull(meter.Enter(Callers.Nurse(subject: "monitor"), 100).Problem);
        Assert.Equal(IngestLimits.RequestsUnderWay, entries.Count);
    }

    private IDisposable Enter(string publisher, long bytes) => meter.Enter(Callers.Nurse(subject: publisher), bytes).Entry!;
}
