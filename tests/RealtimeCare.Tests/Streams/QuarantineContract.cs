using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams.Quarantine;

namespace RealtimeCare.Tests.Streams;

/// <summary>What every quarantine keeps to.</summary>
public abstract class QuarantineContract : IDisposable
{
    protected static QuarantineOwner Monitor { get; } = new(TenantId.Parse("north"), SubjectId.Parse("monitor"));

    private static readonly QuarantineOwner[] Others =
    [
        Monitor with { Publisher = SubjectId.Parse("laboratory") }, Monitor with { Tenant = TenantId.Parse("south") },
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    protected QuarantineOptions Limits { get; } = new();

    /// <summary>Opens the store; opening it again is a restart.</summary>
    protected abstract IQuarantineStore Open();

    public abstract void Dispose();

    [Fact]
    public async Task What_is_kept_is_there_after_a_restart_in_the_order_it_came()
    {
        var store = Open();
        var first = await store.KeepAsync(Refused("1", "a"), Limits, Token);
        var second = await store.KeepAsync(Refused("2", "b") with { Code = ErrorCode.UnknownTopic, Path = null }, Limits, Token);

        store = Open();
        var list = await store.ListAsync(Monitor, 0, 10, Token);
        var behind = await store.ListAsync(Monitor, list[0].Cursor, 10, Token);
        var file = await store.FindAsync(Monitor, first!.Value, Token);

        Assert.Equal([first, second], list.Select(r => (Guid?)r.Id));
        Assert.Equal([second], behind.Select(r => (Guid?)r.Id));
        Assert.Equal(("1", ErrorCode.InvalidResource, "Observation.status", Clock.GetUtcNow(), 1), (list[0].IdempotencyKey, list[0].Code, list[0].Path, list[0].RefusedAt, list[0].Bytes));
        Assert.Equal("a", Text(file!));
    }

    [Fact]
    public async Task Nobody_but_its_publisher_finds_changes_or_removes_it()
    {
        var store = Open();
        var id = (await store.KeepAsync(Refused("1", "a"), Limits, Token))!.Value;

        foreach (var other in Others)
        {
            Assert.Empty(await store.ListAsync(other, 0, 10, Token));
            Assert.Null(await store.FindAsync(other, id, Token));
            Assert.Equal(QuarantineChange.Unknown, await store.ReplaceAsync(other, id, Bytes("x"), Limits, Token));
            Assert.False(await store.RemoveAsync(other, id, null, Token));
            Assert.NotEqual(id, await store.KeepAsync(Refused("1", "theirs") with { Owner = other }, Limits, Token));
        }

        Assert.Equal("a", Text((await store.FindAsync(Monitor, id, Token))!));
    }

    [Fact]
    public async Task Refused_again_under_its_key_it_keeps_its_id_and_place()
    {
        var store = Open();
        var id = await store.KeepAsync(Refused("1", "a"), Limits, Token);
        await store.KeepAsync(Refused("2", "b"), Limits, Token);
        Clock.Advance(TimeSpan.FromMinutes(1));

        var again = await store.KeepAsync(Refused("1", "aa") with { Code = ErrorCode.TooLarge, Path = "resource" }, Limits, Token);
        var list = await store.ListAsync(Monitor, 0, 10, Token);

        Assert.Equal(id, again);
        Assert.Equal([id, list[1].Id], list.Select(r => (Guid?)r.Id));
        Assert.Equal((ErrorCode.TooLarge, "resource", Clock.GetUtcNow(), 2), (list[0].Code, list[0].Path, list[0].RefusedAt, list[0].Bytes));
        Assert.Equal("aa", Text((await store.FindAsync(Monitor, id!.Value, Token))!));
    }

    [Fact]
    public async Task What_was_replaced_is_not_removed_for_what_it_was()
    {
        var store = Open();
        var id = (await store.KeepAsync(Refused("1", "a"), Limits, Token))!.Value;
        var before = (await store.FindAsync(Monitor, id, Token))!.Record;

        var change = await store.ReplaceAsync(Monitor, id, Bytes("better"), Limits, Token);

        Assert.Equal(QuarantineChange.Done, change);
        Assert.False(await store.RemoveAsync(Monitor, id, before.Version, Token));
        var after = (await store.FindAsync(Monitor, id, Token))!;
        Assert.Equal(("better", before.Code, before.RefusedAt, 6), (Text(after), after.Record.Code, after.Record.RefusedAt, after.Record.Bytes));
        Assert.True(await store.RemoveAsync(Monitor, id, after.Record.Version, Token));
        Assert.Null(await store.FindAsync(Monitor, id, Token));
    }

    [Theory]
    [InlineData(2, 100, 100, 1000)]
    [InlineData(100, 4, 100, 1000)]
    public async Task A_publisher_has_no_more_than_its_share_and_what_is_removed_makes_room(int events, long bytes, int tenantEvents, long tenantBytes)
    {
        Limit(events, bytes, tenantEvents, tenantBytes);
        var store = Open();
        var first = await store.KeepAsync(Refused("1", "aa"), Limits, Token);
        await store.KeepAsync(Refused("2", "bb"), Limits, Token);

        var third = await store.KeepAsync(Refused("3", "cc"), Limits, Token);
        var another = await store.KeepAsync(Refused("3", "cc") with { Owner = Others[0] }, Limits, Token);
        var sameKey = await store.KeepAsync(Refused("2", "b"), Limits, Token);
        await store.RemoveAsync(Monitor, first!.Value, null, Token);
        var later = await store.KeepAsync(Refused("3", "cc"), Limits, Token);

        Assert.Null(third);
        Assert.All([another, sameKey, later], id => Assert.NotNull(id));
    }

    [Theory]
    [InlineData(3, 1000)]
    [InlineData(100, 6)]
    public async Task A_tenant_has_no_more_than_its_share_and_others_do_not_feel_it(int tenantEvents, long tenantBytes)
    {
        Limit(100, 1000, tenantEvents, tenantBytes);
        var store = Open();
        await store.KeepAsync(Refused("1", "aa"), Limits, Token);
        await store.KeepAsync(Refused("2", "bb"), Limits, Token);
        await store.KeepAsync(Refused("1", "cc") with { Owner = Others[0] }, Limits, Token);

        Assert.Null(await store.KeepAsync(Refused("2", "dd") with { Owner = Others[0] }, Limits, Token));
        Assert.NotNull(await store.KeepAsync(Refused("2", "dd") with { Owner = Others[1] }, Limits, Token));
    }

    [Fact]
    public async Task A_replacement_has_to_fit_too_and_a_smaller_one_always_does()
    {
        var store = Open();
        var id = (await store.KeepAsync(Refused("1", "aaaa"), Limits, Token))!.Value;
        Limit(1, 3, 100, 1000);

        Assert.Equal(QuarantineChange.Full, await store.ReplaceAsync(Monitor, id, Bytes("bbbbb"), Limits, Token));
        Assert.Equal(QuarantineChange.Done, await store.ReplaceAsync(Monitor, id, Bytes("b"), Limits, Token));
        Assert.Equal("b", Text((await store.FindAsync(Monitor, id, Token))!));
    }

    [Fact]
    public async Task What_is_too_old_is_trimmed_and_no_more()
    {
        var store = Open();
        foreach (var key in (string[])["1", "2", "3"]) await store.KeepAsync(Refused(key, "a"), Limits, Token);
        await store.KeepAsync(Refused("1", "a") with { Owner = Others[1] }, Limits, Token);
        Clock.Advance(TimeSpan.FromDays(1));
        await store.KeepAsync(Refused("4", "a"), Limits, Token);

        var step = await store.TrimAsync(Monitor.Tenant, Clock.GetUtcNow(), 2, Token);
        var rest = await store.TrimAsync(Monitor.Tenant, Clock.GetUtcNow(), 2, Token);

        Assert.Equal((2, 1), (step, rest));
        Assert.Equal(["4"], (await store.ListAsync(Monitor, 0, 10, Token)).Select(r => r.IdempotencyKey));
        Assert.Single(await store.ListAsync(Others[1], 0, 10, Token));
        Assert.Equal(["north", "south"], (await store.ReadTenantsAsync(Token)).Select(t => t.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Refused_again_it_is_as_old_as_it_was()
    {
        var store = Open();
        await store.KeepAsync(Refused("1", "a"), Limits, Token);
        Clock.Advance(TimeSpan.FromDays(1));
        await store.KeepAsync(Refused("1", "b"), Limits, Token);
        await store.KeepAsync(Refused("2", "a"), Limits, Token);

        var removed = await store.TrimAsync(Monitor.Tenant, Clock.GetUtcNow(), 10, Token);

        Assert.Equal(1, removed);
        Assert.Equal(["2"], (await store.ListAsync(Monitor, 0, 10, Token)).Select(r => r.IdempotencyKey));
    }

    [Fact]
    public async Task Its_place_is_told_before_it_is_kept_and_its_owner_finds_it_by_its_key()
    {
        var store = Open();
        Limit(1, 100, 100, 1000);
        var refused = Refused("1", "a");

        var place = await store.PlaceAsync(refused, Limits, Token);
        var nothing = await store.FindByKeysAsync(Monitor, ["1"], Token);
        var kept = await store.KeepAsync(refused with { Id = place }, Limits, Token);
        store = Open();

        Assert.Empty(nothing);
        Assert.Equal((place, place), (kept, await store.PlaceAsync(refused, Limits, Token)));
        Assert.Null(await store.PlaceAsync(Refused("2", "a"), Limits, Token));
        Assert.Equal([kept], (await store.FindByKeysAsync(Monitor, ["0", "1", "1"], Token)).Select(r => (Guid?)r.Id));
        foreach (var other in Others) Assert.Empty(await store.FindByKeysAsync(other, ["1"], Token));
    }

    protected static RefusedEvent Refused(string key, string content) =>
        new(Monitor, key, ErrorCode.InvalidResource, "Observation.status", Bytes(content));

    protected static string Text(QuarantineFile file) => System.Text.Encoding.UTF8.GetString(file.Content.Span);

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private void Limit(int events, long bytes, int tenantEvents, long tenantBytes) =>
        (Limits.MaxEventsPerPublisher, Limits.MaxBytesPerPublisher, Limits.MaxEventsPerTenant, Limits.MaxBytesPerTenant) = (events, bytes, tenantEvents, tenantBytes);
}
