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
        for (var number = 0; number < IngestLimits.BytesUnderWayOfAll / IngestLimits.BytesUnderWay; number++)
            Assert.NotNull(meter.Enter(Callers.Nurse(subject: "monitor", tenant: $"tenant-{number / 2}{number % 2}"), IngestLimits.BytesUnderWay).Entry);

        var ownLimit = meter.Enter(Callers.Nurse(subject: "monitor", tenant: "tenant-00"), 0);
        var limitOfAll = meter.Enter(Callers.Nurse(subject: "late"), 1);

        Assert.NotNull(ownLimit.Entry);
        Assert.Equal(ErrorCode.Unavailable, limitOfAll.Problem!.Code);
        Assert.Equal(ErrorCode.Busy, new PublishMeter().Enter(Callers.Nurse(), IngestLimits.BytesUnderWay + 1).Problem!.Code);
    }

    [Fact]
    public void All_publishers_of_one_tenant_together_leave_room_for_those_of_others()
    {
        var entries = Enumerable.Range(0, IngestLimits.BytesUnderWayOfTenant / IngestLimits.BytesUnderWay)
            .Select(number => Enter($"publisher-{number}", IngestLimits.BytesUnderWay)).ToList();

        var another = meter.Enter(Callers.Nurse(subject: "another"), 1);
        var elsewhere = meter.Enter(Callers.Nurse(subject: "another", tenant: "south"), IngestLimits.BytesUnderWay);
        entries[0].Dispose();
        var later = meter.Enter(Callers.Nurse(subject: "another"), 1);

        Assert.Equal((ErrorCode.Busy, IngestLimits.BusyRetryMs), (another.Problem!.Code, another.Problem.RetryAfterMs));
        Assert.All([elsewhere, later], one => Assert.NotNull(one.Entry));
    }

    [Fact]
    public void What_counts_nothing_leaves_like_anything_else()
    {
        var entries = Enumerable.Range(0, 3).Select(_ => Enter("monitor", 0)).ToList();

        entries.ForEach(entry => entry.Dispose());

        Assert.NotNull(meter.Enter(Callers.Nurse(subject: "monitor"), IngestLimits.BytesUnderWay).Entry);
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
