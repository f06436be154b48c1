using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Audit.Verification;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Promises;

/// <summary>A broken glass needs a fresh sign-in, lasts no second longer than it should, and stands in the book without a word of what was said.</summary>
public sealed class BrokenGlassIsWatched : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private TestCare care = null!;

    private BreakableTrail Trail => care.Host.Services.GetRequiredService<BreakableTrail>();

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync(o =>
    {
        o.Time = clock;
        o.Replace = BreakableTrail.Replace;
    });

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task An_old_sign_in_is_challenged_and_a_new_one_serves()
    {
        var patient = await care.AdmitAsync();
        await care.Stranger.TokensAsync();

        clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        var connection = await ConnectRefreshedAsync();
        var refused = await connection.BreakRefusedAsync(connection.Break(patient.ById));
        var fresh = await care.ConnectAsync((await care.Stranger.SignInAsync()).Access);
        var broken = await fresh.BreakAsync(fresh.Break(patient.ById));

        Assert.Equal((ErrorCode.InsufficientAuthentication, 300), (refused.Code, refused.MaxAgeSeconds));
        Assert.True(broken.Needed);
        Assert.Equal(ErrorCode.Forbidden, await connection.FollowRefusedAsync(patient));
    }

    [Fact]
    public async Task Time_ends_it_and_everybody_is_told()
    {
        var patient = await care.AdmitAsync();
        var officer = await (await care.HireAsync("privacy-officer")).AdministerAsync();
        var connection = await care.Stranger.ConnectAsync();
        var broken = await connection.BreakAsync(connection.Break(patient.ById) with { TtlMinutes = 1 });
        var request = await connection.FollowAsync(patient);

        await PassAMinuteAsync(connection, officer);
        var ended = await connection.UntilGlassEndedAsync();
        await connection.UntilStoppedAsync(request.SubscriptionId);
        await officer.Received.UntilAllAsync(all => all.Count(r => r.Name == nameof(IAdminClient.BreakGlassChanged)) >= 2, "the second BreakGlassChanged");
        await care.Monitor.SignInAnewAsync();
        await care.Monitor.PublishAsync(Some.Vital(patient.ById));
        var grant = (await officer.GrantsAsync()).Single();

        Assert.Equal((broken.GrantId, BreakGlassEnd.Time), (ended.GrantId, ended.Reason));
        Assert.Equal(ErrorCode.Forbidden, await connection.FollowRefusedAsync(patient));
        Assert.Equal((BreakGlassEnd.Time, broken.EndsAt, BreakGlassStatus.Unattested), (grant.EndedBy, grant.EndedAt, grant.Status));
        Assert.Empty(connection.EventsOf(request.SubscriptionId));
    }

    [Fact]
    public async Task Who_attested_an_earlier_one_needs_neither_a_fresh_sign_in_nor_another_attestation()
    {
        var patient = await care.AdmitAsync();
        var other = await care.AdmitAsync();
        var connection = await care.Stranger.ConnectAsync();
        var first = (await connection.BreakAsync(connection.Break(patient.ById))).GrantId!.Value;
        await connection.InvokeAsync<Done>(nameof(ICareHub.EndBreakGlass), connection.EndOf(first));
        await connection.InvokeAsync<Done>(nameof(ICareHub.AttestBreakGlass), connection.AttestationOf(first));

        clock.Advance(TimeSpan.FromMinutes(6));
        var later = await ConnectRefreshedAsync();
        var second = await later.BreakAsync(later.Break(patient.ById));
        var elsewhere = await later.BreakRefusedAsync(later.Break(other.ById));
        await later.FollowAsync(patient);
        await care.Administrator.SignInAnewAsync();
        var officer = await (await care.HireAsync("privacy-officer")).AdministerAsync();
        var grant = (await officer.GrantsAsync(BreakGlassStatus.Active)).Single();

        Assert.False(second.Banner!.AttestationRequired);
        Assert.Equal("former-grant", grant.Exemption);
        Assert.Equal(ErrorCode.InsufficientAuthentication, elsewhere.Code);
    }

    [Fact]
    public async Task Who_treated_the_patient_until_lately_needs_no_fresh_sign_in_for_this_patient()
    {
        var patient = await care.AdmitAsync(care.Physician);
        var other = await care.AdmitAsync(care.Physician);
        var team = Some.CareTeam("until-soon", patient.Identifier, [care.Stranger.UserId]);
        team["participant"]![0]!["period"] = new System.Text.Json.Nodes.JsonObject
        {
            ["end"] = clock.GetUtcNow().AddSeconds(30).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
        };
        await care.LoadAsync(team);
        await care.Stranger.TokensAsync();

        clock.Advance(TimeSpan.FromMinutes(6));
        var connection = await ConnectRefreshedAsync();
        var before = await connection.FollowRefusedAsync(patient);
        var broken = await connection.BreakAsync(connection.Break(patient.ById));
        var elsewhere = await connection.BreakRefusedAsync(connection.Break(other.ById));
        await connection.FollowAsync(patient);

        Assert.Equal(ErrorCode.Forbidden, before);
        Assert.Equal((true, false), (broken.Needed, broken.Banner!.AttestationRequired));
        Assert.Equal(ErrorCode.InsufficientAuthentication, elsewhere.Code);
    }

    [Fact]
    public async Task It_outlives_a_restart_of_the_host_and_ends_on_time_all_the_same()
    {
        var patient = await care.AdmitAsync();
        var tokens = await care.Stranger.TokensAsync();
        var before = await care.Stranger.ConnectAsync();
        await before.BreakAsync(before.Break(patient.ById) with { TtlMinutes = 1 });

        await care.RestartAsync();
        var after = await care.ConnectAsync(tokens.Access);
        var request = await after.FollowAsync(patient);
        await PassAMinuteAsync(after);
        await after.UntilGlassEndedAsync();

        Assert.False((await after.UntilStoppedAsync(request.SubscriptionId)).Permitted);
    }

    [Fact]
    public async Task Without_the_trail_no_glass_breaks_and_a_broken_one_still_mends()
    {
        var patient = await care.AdmitAsync();
        var other = await care.AdmitAsync();
        var connection = await care.Stranger.ConnectAsync();
        var grant = (await connection.BreakAsync(connection.Break(patient.ById))).GrantId!.Value;

        Trail.Break();
        var refused = await connection.BreakRefusedAsync(connection.Break(other.ById));
        await connection.InvokeAsync<Done>(nameof(ICareHub.EndBreakGlass), connection.EndOf(grant));
        Trail.Repair();

        Assert.Equal(ErrorCode.Unavailable, refused.Code);
        Assert.Equal((ErrorCode.Forbidden, ErrorCode.Forbidden), (await connection.FollowRefusedAsync(patient), await connection.FollowRefusedAsync(other)));
    }

    [Fact]
    public async Task The_book_holds_every_step_and_no_file_a_word_of_what_was_said()
    {
        var patient = await care.AdmitAsync();
        var treated = await care.AdmitAsync(care.Stranger);
        var officer = await (await care.HireAsync("privacy-officer")).AdministerAsync();
        var connection = await care.Stranger.ConnectAsync();
        await connection.BreakAsync(connection.Break(treated.ById));
        var grant = (await connection.BreakAsync(connection.Break(patient.ByIdentifier))).GrantId!.Value;
        await connection.FollowAsync(patient);
        await connection.InvokeAsync<Done>(nameof(ICareHub.EndBreakGlass), connection.EndOf(grant));
        await connection.InvokeAsync<Done>(nameof(ICareHub.AttestBreakGlass), connection.AttestationOf(grant));
        await officer.InvokeAsync<Done>(nameof(IAdminHub.ReviewBreakGlass), officer.ReviewOf(grant));
        await officer.InvokeAsync<AccessExplanation>(nameof(IAdminHub.ExplainAccess), new ExplainAccessOfRequest
        {
            InvocationId = Guid.NewGuid(),
            ConnectionToken = officer.Welcome.ConnectionToken,
            Subject = care.Stranger.UserId,
            Patient = treated.ById,
            Topics = [The.Vitals],
        });
        await care.Host.StopAsync();

        var folder = Path.Combine(care.Host.DataFolder, "trail");
        var report = TrailVerifier.Verify(folder);
        var entries = TrailVerifier.ReadEntries(folder).ToList();
        var pseudonyms = Pseudonyms.Load(Directory.GetFiles(care.Host.DataFolder, "pseudonym.key", SearchOption.AllDirectories).Single());
        var target = pseudonyms.Of(PseudonymDomain.Target, The.Tenant, grant.ToString());
        var about = entries.Where(e => Field(e, "target") == target).Select(e => $"{Field(e, "kind")}: {Field(e, "reason")}").ToList();

        Assert.True(report.IsValid, string.Join('\n', report.Problems.Select(p => p.Text)));
        Assert.Contains("grant.started: DCM 110127 ETREAT emergency", about);
        Assert.Contains("grant.ended: DCM 110138 ETREAT self", about);
        Assert.Contains("grant.attested: ETREAT", about);
        Assert.Contains("grant.reviewed: in-order", about);
        Assert.Contains(about, text => text.StartsWith("delivery.entitled", StringComparison.Ordinal));
        Assert.Contains(entries, e => Field(e, "kind") == "grant.not-needed" && Field(e, "reason") == "permitted");
        Assert.Contains(entries, e => Field(e, "kind") == "access.explained" && Field(e, "reason") == "permitted"
            && Field(e, "target") == pseudonyms.Of(PseudonymDomain.Target, The.Tenant, care.Stranger.UserId));
        Assert.Empty(FilesWith(The.Canary));
        Assert.Empty(FilesWith("unconscious"));
    }

    /// <summary>A new token of the same sign-in, which a refresh makes no younger.</summary>
    private async Task<RawConnection> ConnectRefreshedAsync()
    {
        var tokens = await care.Stranger.TokensAsync();
        return await care.ConnectAsync(TokenPair.From((await SignIn.RefreshAsync(care.Api, tokens.Refresh!)).Ok()).Access);
    }

    /// <summary>In steps, since a peer that is silent for half a minute is given up.</summary>
    private async Task PassAMinuteAsync(params RawConnection[] open)
    {
        for (var step = 0; step < 3; step++)
        {
            clock.Advance(TimeSpan.FromSeconds(20));
            foreach (var connection in open)
                await Assert.ThrowsAnyAsync<Exception>(() => connection.InvokeAsync("SaysThatItLives", new { }));
        }
    }

    private List<string> FilesWith(string text)
    {
        byte[][] forms = [System.Text.Encoding.UTF8.GetBytes(text), System.Text.Encoding.Unicode.GetBytes(text)];
        return [.. Directory.EnumerateFiles(care.Host.DataFolder, "*", SearchOption.AllDirectories)
            .Where(file => forms.Any(form => File.ReadAllBytes(file).AsSpan().IndexOf(form) >= 0))];
    }

    private static string? Field(VerifiedEntry entry, string name) =>
        entry.Fields.FirstOrDefault(f => string.Equals(f.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
}
