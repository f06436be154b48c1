using RealtimeCare.Audit.Search;
using RealtimeCare.Audit.Trail;

namespace RealtimeCare.Tests.Audit;

/// <summary>To whom an event was delivered, by what the book says of stretches.</summary>
public sealed class DeliveriesInTheBook : IDisposable
{
    private const long Epoch = 7;
    private readonly TrailDesk desk = new();

    [Fact]
    public async Task A_stretch_reaches_from_its_entitlement_to_its_end_or_the_head()
    {
        await WriteAsync(
            Entitled("anna", from: 0), Ended("anna", through: 4, acknowledged: 4),
            Entitled("bert", from: 4), Progress("bert", through: 5, acknowledged: 5),
            Entitled("cleo", from: 5),
            Entitled("dora", from: 0), Ended("dora", through: 5, acknowledged: 3));

        Assert.Equal([("anna", true), ("dora", false)], await FindAsync(4));
        Assert.Equal([("bert", true), ("dora", false)], await FindAsync(5));
        Assert.Equal([("bert", false), ("cleo", false)], await FindAsync(6));
    }

    [Fact]
    public async Task An_urgent_copy_is_delivered_ahead_of_its_stretch()
    {
        await WriteAsync(
            Entitled("anna", from: 0), Progress("anna", through: 9, acknowledged: 0) with { Reason = "urgent", FromOffset = 8 },
            Ended("anna", through: 3, acknowledged: 3));

        Assert.Equal([("anna", false)], await FindAsync(9));
        Assert.Empty(await FindAsync(8));
    }

    [Fact]
    public async Task Streams_topics_epochs_patients_and_tenants_are_kept_apart()
    {
        await WriteAsync(
            Entitled("restricted", from: 0) with { Reason = "restricted:labs,vitals" },
            Entitled("other-topic", from: 0) with { Reason = "plain:labs" },
            Entitled("other-epoch", from: 0) with { Epoch = 8 },
            Entitled("other-patient", from: 0) with { Patient = "patient-2" },
            Entitled("other-tenant", from: 0) with { Tenant = "south" },
            Entitled("before-topics-were-said", from: 0) with { Reason = null },
            Entitled("right", from: 0));

        Assert.Equal([("before-topics-were-said", false), ("right", false)], await FindAsync(1));
    }

    [Fact]
    public async Task Following_again_under_the_same_id_is_another_stretch()
    {
        await WriteAsync(
            Entitled("anna", from: 0), Ended("anna", through: 2, acknowledged: 2), Entitled("anna", from: 5), Ended("anna", through: 8, acknowledged: 6));

        Assert.Equal([("anna", true)], await FindAsync(2));
        Assert.Empty(await FindAsync(4));
        Assert.Equal([("anna", false)], await FindAsync(8));
    }

    [Fact]
    public async Task Who_is_taken_over_on_the_same_connection_goes_on_receiving()
    {
        await WriteAsync(
            Entitled("anna", from: 0), Entitled("anna", from: 40), Ended("anna", through: 42, acknowledged: 40) with { Reason = "handed-over" },
            Progress("anna", through: 60, acknowledged: 50));

        Assert.Equal([("anna", true)], await FindAsync(30));
        Assert.Equal([("anna", true)], await FindAsync(50));
        Assert.Equal([("anna", false)], await FindAsync(70));
    }

    [Fact]
    public async Task A_successor_counts_for_its_own_topics_also_where_the_one_before_was_about_others()
    {
        await WriteAsync(
            Entitled("anna", from: 0) with { Reason = "plain:labs" }, Entitled("anna", from: 3), Ended("anna", through: 9, acknowledged: 9),
            Entitled("bert", from: 0), Entitled("bert", from: 3) with { Reason = "plain:labs" }, Ended("bert", through: 9, acknowledged: 9));

        Assert.Equal([("bert", true)], await FindAsync(2));
        Assert.Equal([("anna", false), ("bert", true)], await FindAsync(9));
        Assert.Equal([("anna", false)], await FindAsync(10));
    }

    [Fact]
    public async Task A_renewed_permit_and_a_successor_that_was_never_served_are_no_stretches()
    {
        await WriteAsync(
            Entitled("anna", from: 0), Entitled("anna", from: 5) with { Reason = "plain:alerts,vitals:renewed" }, Ended("anna", through: 8, acknowledged: 8),
            Entitled("bert", from: 0), Entitled("bert", from: 8), Ended("bert", through: 8, acknowledged: 8) with { Reason = "not-served" },
            Ended("bert", through: 9, acknowledged: 9));

        Assert.Equal([("anna", true), ("bert", true)], await FindAsync(7));
        Assert.Equal([("bert", true)], await FindAsync(9));
        Assert.Empty(await FindAsync(10));
    }

    [Fact]
    public async Task What_a_killed_node_left_open_holds_nothing_that_was_published_after_its_next_start()
    {
        await WriteAndDieAsync(Entitled("anna", from: 0), Entitled("bert", from: 0), Ended("bert", through: 9, acknowledged: 9));
        desk.Time.Advance(TimeSpan.FromMinutes(10));
        var started = desk.Time.GetUtcNow();
        await WriteAsync(Entitled("cleo", from: 0));

        Assert.Equal([("anna", false), ("bert", true), ("cleo", false)], await FindAsync(3, started.AddMinutes(-10)));
        Assert.Equal([("bert", true), ("cleo", false)], await FindAsync(3, started.AddSeconds(1)));
        Assert.Equal([("anna", false), ("bert", true), ("cleo", false)], await FindAsync(3));
    }

    [Fact]
    public async Task A_node_whose_clock_was_set_back_was_alive_until_its_last_entry()
    {
        var last = desk.Time.GetUtcNow().AddHours(1);
        await WriteAndDieAsync(Entitled("anna", from: 0), TrailDesk.Some() with { At = last });
        await WriteAsync(Entitled("cleo", from: 0));

        Assert.Equal([("anna", false), ("cleo", false)], await FindAsync(3, last.AddMinutes(-1)));
        Assert.Equal([("cleo", false)], await FindAsync(3, last.AddMinutes(1)));
    }

    public void Dispose() => desk.Dispose();

    private static Entry Entitled(string actor, long from) => About(EntryKinds.DeliveryEntitled, actor) with { FromOffset = from, Reason = "plain:alerts,vitals" };

    private static Entry Progress(string actor, long through, long acknowledged) =>
        About(EntryKinds.DeliveryProgress, actor) with { FromOffset = 0, ThroughOffset = through, AcknowledgedOffset = acknowledged };

    private static Entry Ended(string actor, long through, long acknowledged) =>
        Progress(actor, through, acknowledged) with { Kind = EntryKinds.DeliveryEnded, Reason = "unsubscribed" };

    private static Entry About(string kind, string actor) => TrailDesk.Some() with
    {
        Kind = kind, Actor = actor, Patient = "patient-1", Epoch = Epoch, Connection = "connection-of-" + actor, Subscription = Guid.Empty,
    };

    private async Task WriteAsync(params Entry[] entries)
    {
        await using var trail = await desk.OpenAsync();
        foreach (var entry in entries) await trail.AppendAsync(entry, TestContext.Current.CancellationToken);
    }

    /// <summary>As if the process had been killed.</summary>
    private async Task WriteAndDieAsync(params Entry[] entries)
    {
        await using var trail = await desk.OpenAsync();
        foreach (var entry in entries) await trail.AppendAsync(entry, TestContext.Current.CancellationToken);
        desk.Disk.Freeze();
        await trail.DisposeAsync();
        desk.Disk.Thaw();
    }

    private async Task<IEnumerable<(string Actor, bool IsAcknowledged)>> FindAsync(long offset, DateTimeOffset? publishedAt = null)
    {
        var reader = new DeliveryReader(desk.Options);
        string[] actors = ["anna", "bert", "cleo", "dora", "restricted", "other-topic", "other-epoch", "other-patient", "before-topics-were-said", "right"];
        var names = actors.ToDictionary(actor => reader.PseudonymOf("north", actor));
        var found = await reader.FindAsync(
            new DeliveryQuestion("north", "patient-1", IsRestricted: false, Epoch, offset, "vitals") { PublishedAt = publishedAt },
            TestContext.Current.CancellationToken);
        return found.Select(stretch => (names[stretch.Actor], stretch.IsAcknowledged)).OrderBy(one => one.Item1, StringComparer.Ordinal);
    }
}
