using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Tests.Sessions;

public sealed class SessionRegistryTests : IDisposable
{
    private readonly FakeTimeProvider clock = new(Callers.Morning.AddMinutes(1));
    private readonly MemorySessionStore store = new();
    private readonly SessionRegistry registry;

    public SessionRegistryTests() => registry = new SessionRegistry(store, Options.Create(new SessionsOptions()), clock);

    [Fact]
    public async Task A_session_that_has_ended_takes_no_token_any_more()
    {
        var admission = await Admit("s1");

        await registry.EndAsync(admission.Session, EndReason.Ended, CancellationToken.None);

        Assert.False(registry.MayContinue(Callers.Nurse("s1")));
        Assert.False(MayRefresh("s1", Callers.Morning));
        Assert.Null(await registry.AdmitAsync(Callers.Nurse("s1"), CancellationToken.None));
        Assert.Equal(["s1"], store.Ended);
    }

    [Fact]
    public async Task An_end_holds_at_once_even_when_it_cannot_be_written()
    {
        var admission = await Admit("s1");
        store.IsDown = true;

        await Assert.ThrowsAsync<SessionStoreUnavailableException>(
            () => registry.EndAsync(admission.Session, EndReason.Ended, CancellationToken.None));

        Assert.True(admission.Session.HasEnded);
        Assert.False(registry.MayContinue(Callers.Nurse("s1")));
    }

    [Fact]
    public async Task An_end_that_could_not_be_written_is_written_once_the_store_is_back()
    {
        var admission = await Admit("s1");
        store.IsDown = true;
        await Assert.ThrowsAsync<SessionStoreUnavailableException>(
            () => registry.EndAsync(admission.Session, EndReason.Ended, CancellationToken.None));
        await Assert.ThrowsAsync<SessionStoreUnavailableException>(() => registry.WriteEndsAsync(CancellationToken.None));

        store.IsDown = false;
        store.Ended.Clear();
        await registry.WriteEndsAsync(CancellationToken.None);
        await registry.WriteEndsAsync(CancellationToken.None);

        Assert.Equal(["s1"], store.Ended);
    }

    [Fact]
    public async Task The_first_reason_of_an_end_stays()
    {
        var admission = await Admit("s1");

        await registry.EndAsync(admission.Session, EndReason.Idle, CancellationToken.None);
        var again = await registry.EndAsync(admission.Session, EndReason.Ended, CancellationToken.None);

        Assert.False(again);
        Assert.Equal(EndReason.Idle, admission.Session.EndedBecause);
    }

    [Fact]
    public async Task A_bar_refuses_a_sign_in_from_before_the_end_and_lets_a_fresh_one_in()
    {
        var before = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromSeconds(5));
        await registry.BarAsync(Callers.Nurse().Tenant, Callers.Nurse().Subject, CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.False(registry.MayContinue(Callers.Nurse("s2", before)));
        Assert.True(registry.MayContinue(Callers.Nurse("s3", clock.GetUtcNow())));
        Assert.True(registry.MayContinue(Callers.Nurse("s4", before, subject: "nurse-2")));
        Assert.True(registry.MayContinue(Callers.Nurse("s5", before, tenant: "south")));
        Assert.False(MayRefresh("s2", before));
        Assert.True(MayRefresh("s3", clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_session_that_is_revoked_before_it_ever_connected_is_refused_when_it_comes()
    {
        await registry.RefuseAsync("s9", EndReason.Revoked, CancellationToken.None);

        Assert.False(registry.MayContinue(Callers.Nurse("s9")));
        Assert.False(MayRefresh("s9", Callers.Morning));
        Assert.Null(await registry.AdmitAsync(Callers.Nurse("s9"), CancellationToken.None));
        Assert.Equal(["s9"], store.Ended);
    }

    [Fact]
    public async Task A_replaced_session_is_named_again_until_it_has_been_ended()
    {
        foreach (var id in new[] { "s1", "s2", "s3", "s4" })
        {
            await Admit(id);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        var again = await Admit("s4");

        Assert.Equal(["s1"], again.Replaced.Select(session => session.Id));
    }

    [Fact]
    public async Task A_token_of_somebody_else_does_not_enter_a_session()
    {
        await Admit("s1");

        Assert.False(registry.MayContinue(Callers.Nurse("s1", subject: "nurse-2")));
        Assert.False(registry.MayContinue(Callers.Nurse("s1", tenant: "south")));
    }

    [Fact]
    public async Task The_fourth_session_of_a_person_takes_the_place_of_the_oldest()
    {
        foreach (var id in new[] { "s1", "s2", "s3" })
        {
            Assert.Empty((await Admit(id)).Replaced);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        var fourth = await Admit("s4");

        Assert.Equal(["s1"], fourth.Replaced.Select(session => session.Id));
    }

    [Fact]
    public async Task Fifteen_minutes_without_human_activity_end_a_session()
    {
        var session = (await Admit("s1")).Session;
        clock.Advance(TimeSpan.FromSeconds(899));
        Assert.Null(session.OverdueAt(clock.GetUtcNow()));

        await registry.TouchAsync(session, CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(899));
        Assert.Null(session.OverdueAt(clock.GetUtcNow()));
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(EndReason.Idle, session.OverdueAt(clock.GetUtcNow()));
        Assert.False(MayRefresh("s1", Callers.Morning));
    }

    [Fact]
    public async Task Eight_hours_end_a_session_however_active_it_is()
    {
        var session = (await Admit("s1")).Session;
        while (clock.GetUtcNow() < session.Row.AbsoluteEndAt)
        {
            await registry.TouchAsync(session, CancellationToken.None);
            clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(Callers.Morning.AddHours(8), session.Row.AbsoluteEndAt);
        Assert.Equal(EndReason.AbsoluteEnd, session.OverdueAt(clock.GetUtcNow()));
    }

    [Theory]
    [InlineData(901, 8 * 3600, 900, 3)]
    [InlineData(900, (8 * 3600) + 1, 900, 3)]
    [InlineData(900, 8 * 3600, 901, 3)]
    [InlineData(900, 8 * 3600, 900, 4)]
    public void Limits_can_be_tightened_and_never_loosened(int idle, int absolute, int token, int sessions)
    {
        var options = new SessionsOptions
        {
            IdleTimeout = TimeSpan.FromSeconds(idle),
            AbsoluteTimeout = TimeSpan.FromSeconds(absolute),
            MaxTokenLifetime = TimeSpan.FromSeconds(token),
            MaxSessionsPerPerson = sessions,
        };

        var failures = new SessionsOptionsCheck().Validate(null, options).Failures!;

        Assert.Equal(2, failures.Count());
    }

    public void Dispose() => registry.Dispose();

    private bool MayRefresh(string session, DateTimeOffset signedInAt) =>
        registry.MayRefresh(session, Callers.Nurse().Tenant, Callers.Nurse().Subject, signedInAt);

    private async Task<Admission> Admit(string session) =>
        await registry.AdmitAsync(Callers.Nurse(session), CancellationToken.None) ?? throw new InvalidOperationException("Not admitted.");
}
