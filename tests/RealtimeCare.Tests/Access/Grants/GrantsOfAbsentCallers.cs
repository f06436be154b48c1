using Microsoft.Extensions.Logging.Abstractions;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access.Grants;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Access.Grants;

/// <summary>The connection drops while the entry is on its way into the book: what stands there has happened, once.</summary>
public sealed class GrantsOfAbsentCallers : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly SlowTrail trail = new();
    private readonly CancellationTokenSource connection = new();
    private GrantsDesk desk = null!;
    private GrantBook book = null!;

    public async ValueTask InitializeAsync()
    {
        desk = await GrantsDesk.OpenAsync();
        book = new GrantBook(trail, desk.Time, NullLogger<GrantBook>.Instance);
    }

    public ValueTask DisposeAsync()
    {
        connection.Dispose();
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_grant_begins_and_whoever_asks_again_gets_it()
    {
        using var opener = new GrantOpener(desk.Grants, book, NullLogger<GrantOpener>.Instance);
        var (proposed, caller) = (desk.New().Record, Person(GrantsDesk.Nurse));

        await DropInTheMiddleAsync(opener.OpenAsync(proposed, "unconscious", caller, connection.Token));
        var again = await opener.OpenAsync(desk.New().Record, "unconscious", caller, None);

        Assert.Equal(proposed, again);
        Assert.Equal([EntryKinds.GrantStarted], trail.Written.Items.Select(entry => entry.Kind));
    }

    [Fact]
    public async Task A_statement_and_a_verdict_are_kept()
    {
        var grant = desk.New();
        await desk.Grants.BeginAsync(grant, None);
        desk.Grants.TryEnd(grant.Record, desk.Time.GetUtcNow(), BreakGlassEnd.Self);
        await desk.Grants.WriteEndsAsync(None);
        var reviews = new GrantReviews(desk.Store, desk.Grants, book, desk.Time);
        var officer = Person(SubjectId.Parse("officer-1"));

        await DropInTheMiddleAsync(reviews.AttestAsync(Person(GrantsDesk.Nurse), grant.Record.Id, "was needed", connection.Token));
        trail.Hold();
        using var next = new CancellationTokenSource();
        await DropInTheMiddleAsync(reviews.ReviewAsync(officer, grant.Record.Id, BreakGlassVerdict.InOrder, "fine", next.Token), next);
        var found = await desk.Store.FindAsync(GrantsDesk.Tenant, grant.Record.Id, None);

        Assert.Equal(("was needed", "fine"), (found!.Texts.Statement, found.Texts.Note));
        Assert.Equal([EntryKinds.GrantAttested, EntryKinds.GrantReviewed], trail.Written.Items.Select(entry => entry.Kind));
    }

    private async Task DropInTheMiddleAsync(Task call, CancellationTokenSource? of = null)
    {
        await trail.Entered;
        await (of ?? connection).CancelAsync();
        trail.Release();
        await call;
    }

    private Caller Person(SubjectId subject) => new()
    {
        Issuer = "https://localhost/",
        Subject = subject,
        Tenant = GrantsDesk.Tenant,
        SessionId = "session-1",
        ClientId = "app",
        Roles = new HashSet<string>(StringComparer.Ordinal) { "nurse" },
        Scopes = ScopeSet.Parse("user/*.rs"),
        IsService = false,
        AuthenticatedAt = desk.Time.GetUtcNow(),
        TokenId = "token-1",
        ExpiresAt = desk.Time.GetUtcNow().AddMinutes(10),
    };

    /// <summary>Takes an entry at once and is slow to make it durable, as a disk may be: who stops waiting has written all the same.</summary>
    private sealed class SlowTrail : IAuditTrail
    {
        private TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Record<Entry> Written { get; } = new();

        public DateTimeOffset LastDurableAt => DateTimeOffset.MaxValue;

        public Task Entered => entered.Task.WaitAsync(TimeSpan.FromSeconds(15));

        public void Hold()
        {
            entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
            released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        public void Release() => released.TrySetResult();

        public async ValueTask<Receipt> AppendAsync(Entry entry, CancellationToken cancellationToken)
        {
            Written.Add(entry);
            entered.TrySetResult();
            await released.Task.WaitAsync(cancellationToken);
            return new Receipt("log", Written.Items.Count);
        }
    }
}
