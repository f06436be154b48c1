using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Tests.Streams.Receipts;

/// <summary>What every receipt store must do, whatever it keeps receipts in.</summary>
public abstract class ReceiptContract : IDisposable
{
    private static readonly SubjectId Anna = SubjectId.Parse("anna");
    private static readonly SubjectId Bert = SubjectId.Parse("bert");
    private static readonly SubjectId Monitor = SubjectId.Parse("monitor");
    private static readonly TenantId North = Drafts.Stream.Tenant;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    private DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Opens both stores on the same data as before.</summary>
    protected abstract (IStreamStore Streams, IReceiptStore Receipts) Open();

    [Fact]
    public async Task Every_step_of_an_event_is_told_to_its_publisher_once_and_in_order()
    {
        var (streams, receipts) = Open();
        var head = await AppendAsync(streams, "1");

        await receipts.NoteAsync([Note(1, Anna), Note(1, Bert), Note(1, Anna, isDelivered: true)], Token);
        await receipts.NoteAsync([Note(1, Anna, isDelivered: true), Note(1, Bert, isDelivered: true)], Token);
        foreach (var (person, level) in new[] { (Anna, ReceiptLevel.Seen), (Anna, ReceiptLevel.Seen), (Bert, ReceiptLevel.Accepted), (Bert, ReceiptLevel.Seen), (Anna, ReceiptLevel.Accepted) })
            await receipts.ReportAsync(new PersonsReport(Drafts.Stream, 1, person, Now, level), Token);
        var outcomes = (await OutcomesAsync(receipts)).Outcomes;

        Assert.Equal([1L, 2L, 3L, 4L], outcomes.Select(o => o.Cursor.Offset));
        Assert.Equal(
            [(ReceiptLevel.Delivered, null), (ReceiptLevel.Seen, "anna"), (ReceiptLevel.Accepted, "bert"), (ReceiptLevel.Accepted, "anna")],
            outcomes.Select(o => (o.Level, o.By)));
        Assert.All(outcomes, o => Assert.Equal(("patient-1", 1L, head.Epoch, head.Epoch), (o.PatientId, o.Position.Offset, o.Position.Epoch, o.Cursor.Epoch)));
    }

    [Fact]
    public async Task What_is_higher_implies_what_is_lower()
    {
        var (streams, receipts) = Open();
        await AppendAsync(streams, "1");

        await receipts.ReportAsync(new PersonsReport(Drafts.Stream, 1, Anna, Now, ReceiptLevel.Accepted), Token);
        var receipt = Assert.Single((await receipts.ReadReceiptsAsync(Drafts.Stream, 1, Token))!);

        Assert.Equal(new DeliveryReceipt(Anna, Now, Now, Now, Now), receipt);
        Assert.Equal(ReceiptLevel.Accepted, receipt.Level);
    }

    [Fact]
    public async Task What_asks_for_nothing_is_not_tracked()
    {
        var (streams, receipts) = Open();
        await streams.AppendAsync(Drafts.Durable("1"), Token);

        await receipts.NoteAsync([Note(1, Anna, isDelivered: true), Note(7, Anna)], Token);
        var reported = await receipts.ReportAsync(new PersonsReport(Drafts.Stream, 1, Anna, Now, ReceiptLevel.Seen), Token);

        Assert.False(reported.IsTracked);
        Assert.Null(await receipts.ReadReceiptsAsync(Drafts.Stream, 1, Token));
        Assert.Null(await receipts.FindAsync(Drafts.Stream, 1, Anna, Token));
        Assert.Empty((await OutcomesAsync(receipts)).Outcomes);
    }

    [Fact]
    public async Task An_event_comes_back_with_its_time_and_only_an_event_that_has_one()
    {
        var (streams, _) = Open();
        await AppendAsync(streams, "1");
        await streams.AppendAsync(Drafts.Durable("2"), Token);

        var events = await streams.ReadAsync(Drafts.Stream, 0, 10, Token);

        Assert.Equal([Now.AddMinutes(5), null], events.Select(e => e.AcknowledgeBy));
    }

    [Fact]
    public async Task A_repeated_append_is_tracked_once()
    {
        var (streams, receipts) = Open();
        await AppendAsync(streams, "1");
        await AppendAsync(streams, "1");

        Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Single(await receipts.ExpireAsync(Now, 10, Token));
    }

    [Fact]
    public async Task An_event_that_nobody_has_seen_becomes_undelivered_once_also_over_a_restart()
    {
        var (streams, receipts) = Open();
        await AppendAsync(streams, "1");
        await receipts.NoteAsync([Note(1, Anna, isDelivered: true)], Token);
        Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        var early = await receipts.ExpireAsync(Now, 10, Token);

        Clock.Advance(TimeSpan.FromTicks(1));
        (_, receipts) = Open();
        var due = Assert.Single(await receipts.ExpireAsync(Now, 10, Token));
        (_, receipts) = Open();
        var again = await receipts.ExpireAsync(Now, 10, Token);

        Assert.Empty(early);
        Assert.Empty(again);
        Assert.Equal((1L, 1, Monitor), (due.Position.Offset, due.Delivered, due.Publisher));
        Assert.Equal([ReceiptLevel.Delivered, ReceiptLevel.Undelivered], (await OutcomesAsync(receipts)).Outcomes.Select(o => o.Level));
        Assert.Equal(due, Assert.Single(await receipts.ReadUndeliveredAsync(North, 10, Token)));
        Assert.Empty(await receipts.ReadUndeliveredAsync(TenantId.Parse("south"), 10, Token));
    }

    [Fact]
    public async Task What_became_undelivered_is_to_be_recorded_until_it_was_also_over_a_restart()
    {
        var (streams, receipts) = Open();
        for (var i = 1; i <= 3; i++) await AppendAsync(streams, $"{i}");
        var before = await receipts.ReadUnrecordedAsync(10, Token);
        Clock.Advance(TimeSpan.FromMinutes(6));
        var due = await receipts.ExpireAsync(Now, 10, Token);
        var recorded = due.Single(one => one.Position.Offset == 1);
        await receipts.ReportAsync(new PersonsReport(Drafts.Stream, 2, Anna, Now, ReceiptLevel.Seen), Token);

        (_, receipts) = Open();
        var all = await receipts.ReadUnrecordedAsync(10, Token);
        await receipts.NoteRecordedAsync([recorded, recorded], Token);
        var rest = await receipts.ReadUnrecordedAsync(10, Token);
        await receipts.NoteRecordedAsync(rest, Token);

        Assert.Empty(before);
        Assert.Equal([1L, 2L, 3L], all.Select(one => one.Position.Offset).Order());
        Assert.Equal([2L, 3L], rest.Select(one => one.Position.Offset).Order());
        Assert.Empty(await receipts.ReadUnrecordedAsync(10, Token));
    }

    [Fact]
    public async Task Who_sees_it_in_time_prevents_it_and_who_sees_it_late_ends_it()
    {
        var (streams, receipts) = Open();
        await AppendAsync(streams, "1");
        await AppendAsync(streams, "2");

        var inTime = await receipts.ReportAsync(new PersonsReport(Drafts.Stream, 1, Anna, Now, ReceiptLevel.Seen), Token);
        Clock.Advance(TimeSpan.FromMinutes(6));
        var due = await receipts.ExpireAsync(Now, 10, Token);
        var late = await receipts.ReportAsync(new PersonsReport(Drafts.Stream, 2, Anna, Now, ReceiptLevel.Seen), Token);

        Assert.Equal([2L], due.Select(one => one.Position.Offset));
        Assert.Equal((false, true), (inTime.EndsUndelivered, late.EndsUndelivered));
        Assert.Empty(await receipts.ReadUndeliveredAsync(North, 10, Token));
    }

    [Fact]
    public async Task What_was_taken_back_or_corrected_anew_is_waited_for_no_longer()
    {
        var (streams, receipts) = Open();
        var head = await AppendAsync(streams, "1");
        await AppendAsync(streams, "2");
        await AppendAsync(streams, "3");
        await streams.AppendAsync(Drafts.Retraction("4", head, 1), Token);
        await streams.AppendAsync(Correction("5", head, 2) with { AcknowledgeWithin = TimeSpan.FromMinutes(5) }, Token);
        await streams.AppendAsync(Correction("6", head, 3), Token);

        Clock.Advance(TimeSpan.FromMinutes(6));
        var due = await receipts.ExpireAsync(Now, 10, Token);

        Assert.Equal([3L, 5L], due.Select(one => one.Position.Offset).Order());
    }

    [Fact]
    public async Task Publishers_and_tenants_read_their_own_outcomes_alone()
    {
        var (streams, receipts) = Open();
        var south = new StreamKey(TenantId.Parse("south"), Drafts.Stream.Patient);
        await AppendAsync(streams, "1");
        await streams.AppendAsync(Tracked("2") with { Publisher = SubjectId.Parse("lab") }, Token);
        await streams.AppendAsync(Tracked("3") with { Stream = south }, Token);
        Clock.Advance(TimeSpan.FromMinutes(6));

        await receipts.ExpireAsync(Now, 10, Token);
        var own = await OutcomesAsync(receipts);
        var labs = await receipts.ReadOutcomesAsync(North, SubjectId.Parse("lab"), 0, 10, Token);
        var other = await receipts.ReadOutcomesAsync(south.Tenant, Monitor, 0, 10, Token);

        Assert.Equal([(1L, 1L)], own.Outcomes.Select(o => (o.Cursor.Offset, o.Position.Offset)));
        Assert.Equal([(1L, 2L)], labs.Outcomes.Select(o => (o.Cursor.Offset, o.Position.Offset)));
        Assert.Equal([(1L, 1L)], other.Outcomes.Select(o => (o.Cursor.Offset, o.Position.Offset)));
        Assert.Empty((await receipts.ReadOutcomesAsync(North, SubjectId.Parse("nobody"), 0, 10, Token)).Outcomes);
    }

    [Fact]
    public async Task Outcomes_are_read_on_from_a_cursor_in_pieces()
    {
        var (streams, receipts) = Open();
        for (var i = 1; i <= 5; i++) await AppendAsync(streams, $"{i}");
        Clock.Advance(TimeSpan.FromMinutes(6));
        await receipts.ExpireAsync(Now, 10, Token);

        var first = await receipts.ReadOutcomesAsync(North, Monitor, 0, 3, Token);
        var rest = await receipts.ReadOutcomesAsync(North, Monitor, 3, 3, Token);

        Assert.Equal([1L, 2L, 3L], first.Outcomes.Select(o => o.Cursor.Offset));
        Assert.Equal([4L, 5L], rest.Outcomes.Select(o => o.Cursor.Offset));
        Assert.Equal((1L, 5L), (rest.First, rest.Last));
    }

    [Fact]
    public async Task All_of_it_goes_with_the_retention_and_cursors_go_on()
    {
        var (streams, receipts) = Open();
        await AppendAsync(streams, "1");
        await receipts.NoteAsync([Note(1, Anna, isDelivered: true)], Token);
        Clock.Advance(TimeSpan.FromDays(8));

        await streams.TrimAsync(North, Now.AddDays(-7), 100, Token);
        var gone = await OutcomesAsync(receipts);
        await AppendAsync(streams, "2");
        await receipts.NoteAsync([Note(2, Anna, isDelivered: true)], Token);
        var later = await OutcomesAsync(receipts);

        Assert.Null(await receipts.ReadReceiptsAsync(Drafts.Stream, 1, Token));
        Assert.Equal((2L, 1L, 0), (gone.First, gone.Last, gone.Outcomes.Count));
        Assert.Equal([2L], later.Outcomes.Select(o => o.Cursor.Offset));
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    private static EventDraft Tracked(string key) => Drafts.Durable(key) with { AcknowledgeWithin = TimeSpan.FromMinutes(5) };

    private static EventDraft Correction(string key, StreamHead head, long place) =>
        Drafts.Durable(key) with { Relation = new EventRelation.Corrects(Drafts.PositionOf(head, place)) };

    private static async Task<StreamHead> AppendAsync(IStreamStore streams, string key) => await streams.AppendAsync(Tracked(key), Token) switch
    {
        AppendResult.Appended appended => appended.Head,
        AppendResult.Duplicate duplicate => duplicate.Head,
        var other => throw new InvalidOperationException($"{other}"),
    };

    private static async Task<OutcomeRange> OutcomesAsync(IReceiptStore receipts) => await receipts.ReadOutcomesAsync(North, Monitor, 0, 100, Token);

    private DeliveryNote Note(long offset, SubjectId person, bool isDelivered = false) => new(Drafts.Stream, offset, person, Now, isDelivered);
}
