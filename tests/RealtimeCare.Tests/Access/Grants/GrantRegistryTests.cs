using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Access.Grants;

namespace RealtimeCare.Tests.Access.Grants;

public sealed class GrantRegistryTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private GrantsDesk desk = null!;

    public async ValueTask InitializeAsync() => desk = await GrantsDesk.OpenAsync();

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_grant_counts_moves_the_revision_and_wakes_listeners_when_it_begins_and_when_it_ends()
    {
        var file = desk.New();
        var woken = 0;
        desk.Grants.Subscribe((_, _, patient) => woken += patient == GrantsDesk.Patient ? 1 : 0);

        await desk.Grants.BeginAsync(file, None);
        var during = (desk.Grants.RevisionOf(GrantsDesk.Tenant, GrantsDesk.Patient), desk.Grants.Of(GrantsDesk.Tenant, GrantsDesk.Nurse, GrantsDesk.Patient).Single().Until);
        desk.Time.Advance(TimeSpan.FromMinutes(1));
        var ended = desk.Grants.TryEnd(file.Record, desk.Time.GetUtcNow(), BreakGlassEnd.Self);
        var twice = desk.Grants.TryEnd(file.Record, desk.Time.GetUtcNow(), BreakGlassEnd.Time);

        Assert.Equal((1, file.Record.EndsAt), during);
        Assert.Equal(2, desk.Grants.RevisionOf(GrantsDesk.Tenant, GrantsDesk.Patient));
        Assert.Equal(desk.Time.GetUtcNow(), desk.Grants.Of(GrantsDesk.Tenant, GrantsDesk.Nurse, GrantsDesk.Patient).Single().Until);
        Assert.Equal((BreakGlassEnd.Self, null, 2), (ended!.EndedBy, twice, woken));
        Assert.Empty(desk.Grants.Active);
    }

    [Fact]
    public async Task It_is_there_after_a_restart_with_its_end_its_attestation_and_its_review()
    {
        var lasting = desk.New("one");
        var over = desk.New("two");
        await desk.Grants.BeginAsync(lasting, None);
        await desk.Grants.BeginAsync(over, None);
        desk.Grants.TryEnd(over.Record, desk.Time.GetUtcNow(), BreakGlassEnd.Revoked);
        await desk.Grants.WriteEndsAsync(None);
        Assert.True(await desk.Store.AttestAsync(GrantsDesk.Tenant, over.Record.Id, desk.Time.GetUtcNow(), "was needed", None));
        Assert.False(await desk.Store.AttestAsync(GrantsDesk.Tenant, over.Record.Id, desk.Time.GetUtcNow(), "or not", None));
        var review = new GrantReview(SubjectId.Parse("officer-1"), desk.Time.GetUtcNow(), BreakGlassVerdict.NotInOrder);
        Assert.True(await desk.Store.ReviewAsync(GrantsDesk.Tenant, over.Record.Id, review, null, None));

        await desk.ReopenAsync();
        var found = await desk.Store.FindAsync(GrantsDesk.Tenant, over.Record.Id, None);

        Assert.Equal(lasting.Record, desk.Grants.Active.Single());
        Assert.Equal((BreakGlassEnd.Revoked, review, "two", "was needed"), (found!.Record.EndedBy, found.Record.Review, found.Texts.Reason, found.Texts.Statement));
        Assert.Equal(BreakGlassStatus.Reviewed, found.Record.Status);
        Assert.Contains(desk.Grants.Of(GrantsDesk.Tenant, GrantsDesk.Nurse, GrantsDesk.Patient), grant => grant.AttestedAt is not null);
        Assert.Null(await desk.Store.FindAsync(TenantId.Parse("south"), over.Record.Id, None));
    }

    [Fact]
    public async Task An_end_holds_at_once_though_the_store_is_down_and_is_written_when_it_is_back()
    {
        var flaky = new FlakyStore();
        await desk.ReopenAsync(flaky);
        var file = desk.New();
        await desk.Grants.BeginAsync(file, None);

        flaky.IsDown = true;
        desk.Grants.TryEnd(file.Record, desk.Time.GetUtcNow(), BreakGlassEnd.Revoked);
        await Assert.ThrowsAsync<FactsUnavailableException>(() => desk.Grants.WriteEndsAsync(None));
        Assert.Equal(desk.Time.GetUtcNow(), desk.Grants.Of(GrantsDesk.Tenant, GrantsDesk.Nurse, GrantsDesk.Patient).Single().Until);
        flaky.IsDown = false;
        await desk.Grants.WriteEndsAsync(None);

        Assert.Equal(1, flaky.Ends);
    }

    [Fact]
    public async Task What_was_said_is_in_no_file_and_opens_at_its_own_place_alone()
    {
        var file = desk.New("Zanzibarbuckland was found");
        await desk.Grants.BeginAsync(file, None);

        var found = await desk.Store.ListAsync(GrantsDesk.Tenant, null, 10, None);

        Assert.Equal("Zanzibarbuckland was found", found.Single().Texts.Reason);
        foreach (var path in Directory.GetFiles(desk.DatabaseFolder))
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, None);
            Assert.Equal(-1, bytes.ToArray().AsSpan().IndexOf("Zanzibarbuckland"u8));
        }
    }

    [Fact]
    public async Task The_queues_hold_what_waits_in_them()
    {
        var active = desk.New();
        var unattested = desk.New(minutes: 1);
        var exempt = desk.New(exemption: BreakGlassExemption.FormerGrant, minutes: 1);
        foreach (var file in new[] { active, unattested, exempt }) await desk.Grants.BeginAsync(file, None);
        desk.Time.Advance(TimeSpan.FromMinutes(2));

        async Task<Guid[]> ListAsync(BreakGlassStatus? status) =>
            [.. (await desk.Store.ListAsync(GrantsDesk.Tenant, status, 10, None)).Select(file => file.Record.Id)];

        Assert.Equal([active.Record.Id], await ListAsync(BreakGlassStatus.Active));
        Assert.Equal([unattested.Record.Id], await ListAsync(BreakGlassStatus.Unattested));
        Assert.Equal([exempt.Record.Id], await ListAsync(BreakGlassStatus.Unreviewed));
        Assert.Empty(await ListAsync(BreakGlassStatus.Reviewed));
        Assert.Equal(3, (await ListAsync(null)).Length);
    }

    /// <summary>A store whose disk can be pulled.</summary>
    private sealed class FlakyStore : IGrantStore
    {
        public bool IsDown { get; set; }

        public int Ends { get; private set; }

        public ValueTask<IReadOnlyList<GrantRecord>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken) => new([]);

        public ValueTask<IReadOnlyList<GrantFile>> ListAsync(TenantId tenant, BreakGlassStatus? status, int most, CancellationToken cancellationToken) => new([]);

        public ValueTask<GrantFile?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken) => new((GrantFile?)null);

        public ValueTask AddAsync(GrantFile grantFile, CancellationToken cancellationToken) => default;

        public ValueTask EndAsync(GrantRecord ended, CancellationToken cancellationToken)
        {
            if (IsDown) throw new FactsUnavailableException("The disk is gone.");
            Ends++;
            return default;
        }

        public ValueTask<bool> AttestAsync(TenantId tenant, Guid id, DateTimeOffset at, string statement, CancellationToken cancellationToken) => new(true);

        public ValueTask<bool> ReviewAsync(TenantId tenant, Guid id, GrantReview review, string? note, CancellationToken cancellationToken) => new(true);
    }
}
