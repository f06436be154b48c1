using System.Diagnostics;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>In an emergency a person reaches one patient for a while, and everybody who watches over it knows.</summary>
public sealed class BreakGlassScenarios(SharedCare shared)
{
    private const string Confidentiality = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    private readonly TestCare care = shared.World;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_nurse_without_a_relationship_reaches_this_patient_and_nothing_else(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync();
        var other = await care.AdmitAsync();
        var connection = await nurse.ConnectAsync(wire);
        var before = await connection.FollowRefusedAsync(patient);

        var broken = await connection.BreakAsync(connection.Break(patient.ByIdentifier));
        var plain = await connection.FollowAsync(patient);
        var restricted = await connection.FollowAsync(patient, restricted: true);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await care.Monitor.PublishAsync(Some.Vital(patient.ById) with { Resource = Some.HeartRate(2).Labelled(Confidentiality, "R") });
        var seen = await connection.UntilEventsAsync(plain.SubscriptionId, 1);
        var secret = await connection.UntilEventsAsync(restricted.SubscriptionId, 1);
        var elsewhere = await connection.FollowRefusedAsync(other);
        var publish = await care.Api.PostAsync("/api/v1/events", Some.Vital(patient.ById), (await nurse.TokensAsync()).Access, Some.Key);
        var sessions = await care.Api.GetAsync("/api/v1/sessions", (await nurse.TokensAsync()).Access);

        Assert.Equal((ErrorCode.Forbidden, ErrorCode.Forbidden), (before, elsewhere));
        Assert.True(broken.Needed);
        Assert.Equal(TimeSpan.FromMinutes(60), broken.EndsAt - broken.StartsAt);
        Assert.Equal((patient.Id, "ETREAT", true), (broken.Banner!.PatientId, broken.Banner.Purpose, broken.Banner.AttestationRequired));
        Assert.Equal([1], seen.Select(e => e.Beats()));
        Assert.Equal([2], secret.Select(e => e.Beats()));
        Assert.Equal((int)ErrorCode.Forbidden, publish.Code);
        Assert.Equal((int)ErrorCode.Forbidden, sessions.Code);
    }

    [Fact]
    public async Task The_person_ends_it_and_the_running_streams_stop_within_a_second()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync();
        var connection = await nurse.ConnectAsync();
        var broken = await connection.BreakAsync(connection.Break(patient.ById));
        var plain = await connection.FollowAsync(patient);
        var restricted = await connection.FollowAsync(patient, restricted: true);

        var watch = Stopwatch.StartNew();
        await connection.InvokeAsync<Done>(nameof(ICareHub.EndBreakGlass), connection.EndOf(broken.GrantId!.Value));
        var ended = await connection.UntilGlassEndedAsync();
        await connection.UntilStoppedAsync(plain.SubscriptionId);
        await connection.UntilStoppedAsync(restricted.SubscriptionId);
        var took = watch.Elapsed;
        await care.Monitor.PublishAsync(Some.Vital(patient.ById));

        Assert.Equal((broken.GrantId, BreakGlassEnd.Self), (ended.GrantId, ended.Reason));
        Assert.True(took < TimeSpan.FromSeconds(1), $"It took {took}.");
        Assert.Equal(ErrorCode.Forbidden, await connection.FollowRefusedAsync(patient));
        Assert.Empty(connection.EventsOf(plain.SubscriptionId));
    }

    [Fact]
    public async Task An_officer_sees_it_live_and_ends_it()
    {
        var nurse = await care.HireAsync("nurse");
        var officer = await care.HireAsync("privacy-officer");
        var patient = await care.AdmitAsync();
        var watching = await officer.AdministerAsync();
        var connection = await nurse.ConnectAsync();

        var broken = await connection.BreakAsync(connection.Break(patient.ById));
        await watching.Received.UntilAsync(r => r.Name == nameof(IAdminClient.BreakGlassChanged), "BreakGlassChanged");
        var seen = (await watching.GrantsAsync(BreakGlassStatus.Active)).Single(g => g.GrantId == broken.GrantId);
        var request = await connection.FollowAsync(patient);
        var watch = Stopwatch.StartNew();
        await watching.RevokeAsync(seen.GrantId);
        var ended = await connection.UntilGlassEndedAsync();
        await connection.UntilStoppedAsync(request.SubscriptionId);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"It took {watch.Elapsed}.");
        Assert.Equal(BreakGlassEnd.Revoked, ended.Reason);
        Assert.Equal((nurse.UserId, patient.Id, "emergency"), (seen.Subject, seen.PatientId, seen.ReasonCode));
        Assert.Contains("unconscious", seen.Reason!, StringComparison.Ordinal);
        Assert.Contains(await watching.GrantsAsync(BreakGlassStatus.Unattested), g => g.GrantId == broken.GrantId && g.EndedBy == BreakGlassEnd.Revoked);
    }

    [Fact]
    public async Task Nobody_who_may_not_look_is_told_that_there_is_something_to_see()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync();
        var nosy = await care.Registrar.AdministerAsync();
        var officer = await (await care.HireAsync("privacy-officer")).AdministerAsync();
        var connection = await nurse.ConnectAsync();

        await connection.BreakAsync(connection.Break(patient.ById));
        await officer.Received.UntilAsync(r => r.Name == nameof(IAdminClient.BreakGlassChanged), "BreakGlassChanged");
        var refused = await nosy.RefusedAsync(nameof(IAdminHub.BreakGlassGrants), new BreakGlassGrantsRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = nosy.Welcome.ConnectionToken,
        });

        Assert.Equal(ErrorCode.Forbidden, refused.Code);
        Assert.DoesNotContain(nosy.Received.Items, r => r.Name == nameof(IAdminClient.BreakGlassChanged));
    }

    [Fact]
    public async Task It_ends_with_the_session()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync();
        var officer = await (await care.HireAsync("privacy-officer")).AdministerAsync();
        var connection = await nurse.ConnectAsync();
        var broken = await connection.BreakAsync(connection.Break(patient.ById));
        await connection.FollowAsync(patient);

        var admin = (await care.Administrator.TokensAsync()).Access;
        (await care.Api.PostAsync("/api/v1/sessions/end", new { subject = nurse.UserId, preview = false }, admin)).Ok();
        await connection.Closed;
        await officer.Received.UntilAllAsync(all => all.Count(r => r.Name == nameof(IAdminClient.BreakGlassChanged)) >= 2, "the second BreakGlassChanged");
        var grant = (await officer.GrantsAsync()).Single(g => g.GrantId == broken.GrantId);

        Assert.Equal(BreakGlassEnd.Session, grant.EndedBy);
    }

    [Fact]
    public async Task Another_session_of_the_same_person_has_nothing_from_it()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync();
        var connection = await nurse.ConnectAsync();
        var elsewhere = await care.ConnectAsync((await nurse.SignInAsync()).Access);

        await connection.BreakAsync(connection.Break(patient.ById));
        await connection.FollowAsync(patient);

        Assert.Equal(ErrorCode.Forbidden, await elsewhere.FollowRefusedAsync(patient));
    }

    [Fact]
    public async Task Who_treats_the_patient_needs_it_for_the_restricted_stream_alone()
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Nurse.ConnectAsync();

        var plain = await connection.BreakAsync(connection.Break(patient.ById));
        var restricted = await connection.BreakAsync(connection.Break(patient.ById) with { Restricted = true, TtlMinutes = 5 });
        var again = await connection.BreakAsync(connection.Break(patient.ById) with { Restricted = true, TtlMinutes = 5 });
        await connection.FollowAsync(patient, restricted: true);

        Assert.Equal((false, "permitted", null), (plain.Needed, plain.Because, plain.GrantId));
        Assert.True(restricted.Needed);
        Assert.Equal(restricted.GrantId, again.GrantId);
        await connection.InvokeAsync<Done>(nameof(ICareHub.EndBreakGlass), connection.EndOf(restricted.GrantId!.Value));
    }

    [Fact]
    public async Task It_is_attested_by_the_person_and_reviewed_by_somebody_else()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync();
        var officer = await (await care.HireAsync("privacy-officer")).AdministerAsync();
        var admin = await care.Administrator.AdministerAsync();
        var connection = await nurse.ConnectAsync();
        var grant = (await connection.BreakAsync(connection.Break(patient.ById))).GrantId!.Value;

        var tooSoon = await connection.RefusedAsync(nameof(ICareHub.AttestBreakGlass), connection.AttestationOf(grant));
        var active = await officer.RefusedAsync(nameof(IAdminHub.ReviewBreakGlass), officer.ReviewOf(grant));
        await connection.InvokeAsync<Done>(nameof(ICareHub.EndBreakGlass), connection.EndOf(grant));
        var later = await care.ConnectAsync((await nurse.SignInAsync()).Access);
        var attestation = later.AttestationOf(grant);
        await later.InvokeAsync<Done>(nameof(ICareHub.AttestBreakGlass), attestation);
        await later.InvokeAsync<Done>(nameof(ICareHub.AttestBreakGlass), attestation);
        var changed = await later.RefusedAsync(nameof(ICareHub.AttestBreakGlass), attestation with { Statement = "No, rather this." });
        var waiting = (await officer.GrantsAsync(BreakGlassStatus.Unreviewed)).Single(g => g.GrantId == grant);
        var withoutTexts = (await admin.GrantsAsync()).Single(g => g.GrantId == grant);
        var notTheirs = await admin.RefusedAsync(nameof(IAdminHub.ReviewBreakGlass), admin.ReviewOf(grant));
        await officer.InvokeAsync<Done>(nameof(IAdminHub.ReviewBreakGlass), officer.ReviewOf(grant));
        var twice = await officer.RefusedAsync(nameof(IAdminHub.ReviewBreakGlass), officer.ReviewOf(grant) with { Verdict = BreakGlassVerdict.NotInOrder });
        var reviewed = (await officer.GrantsAsync(BreakGlassStatus.Reviewed)).Single(g => g.GrantId == grant);

        Assert.Equal((ErrorCode.InvalidRequest, ErrorCode.InvalidRequest), (tooSoon.Code, active.Code));
        Assert.Equal((ErrorCode.InvalidRequest, ErrorCode.InvalidRequest, ErrorCode.Forbidden), (changed.Code, twice.Code, notTheirs.Code));
        Assert.Contains("Airway", waiting.Statement!, StringComparison.Ordinal);
        Assert.Equal((null, null, null), (withoutTexts.Reason, withoutTexts.Statement, withoutTexts.Note));
        Assert.Equal((BreakGlassVerdict.InOrder, BreakGlassStatus.Reviewed), (reviewed.Verdict, reviewed.Status));
        Assert.Contains("Seen", reviewed.Note!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tools_see_revoke_attest_and_review_over_HTTPS()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync();
        var officer = (await (await care.HireAsync("privacy-officer")).TokensAsync()).Access;
        var connection = await nurse.ConnectAsync();
        var grant = (await connection.BreakAsync(connection.Break(patient.ById))).GrantId!.Value;
        var path = $"/api/v1/break-glass/{grant}";

        var notHers = await care.Api.PostAsync(path + "/revoke", new { }, (await nurse.TokensAsync()).Access);
        (await care.Api.PostAsync(path + "/revoke", new { }, officer)).Ok();
        await connection.UntilGlassEndedAsync();
        (await care.Api.PostAsync(path + "/attest", new { statement = "Was needed." }, (await nurse.TokensAsync()).Access)).Ok();
        (await care.Api.PostAsync(path + "/review", new { verdict = "notInOrder", note = "Look into it." }, officer)).Ok();
        var list = (await care.Api.GetAsync("/api/v1/break-glass?status=reviewed", officer)).Ok().As<BreakGlassGrantsResult>();
        var unknown = await care.Api.PostAsync($"/api/v1/break-glass/{Guid.NewGuid()}/revoke", new { }, officer);

        Assert.Equal(((int)ErrorCode.Forbidden, (int)ErrorCode.Forbidden), (notHers.Code, unknown.Code));
        Assert.Equal(BreakGlassVerdict.NotInOrder, list.Grants.Single(g => g.GrantId == grant).Verdict);
    }

    [Fact]
    public async Task Who_treats_nobody_cannot_break_it()
    {
        var patient = await care.AdmitAsync();
        RawConnection[] attackers =
        [
            await care.ConnectAsync((await care.Monitor.TokensAsync()).Access),
            await care.Registrar.ConnectAsync(),
            await care.Administrator.ConnectAsync(),
            await (await care.HireAsync("privacy-officer")).ConnectAsync(),
        ];

        var refusals = new List<CareError>();
        foreach (var attacker in attackers) refusals.Add(await attacker.BreakRefusedAsync(attacker.Break(patient.ById)));

        Assert.All(refusals, r => Assert.Equal(ErrorCode.Forbidden, r.Code));
    }

    [Fact]
    public async Task What_no_grant_may_be_is_refused()
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Stranger.ConnectAsync();
        var good = connection.Break(patient.ById);
        BreakGlassRequest[] wrong =
        [
            good with { TtlMinutes = 600 }, good with { TtlMinutes = 241 }, good with { TtlMinutes = 0 }, good with { TtlMinutes = -5 },
            good with { Reason = null! }, good with { Reason = "  " }, good with { Reason = new string('x', 501) },
            good with { ReasonCode = "curiosity" }, good with { ReasonCode = null! }, good with { Purpose = "TREAT" }, good with { Purpose = null! },
            good with { Patient = null! }, good with { Patient = new PatientReference() },
        ];

        var refusals = new List<CareError>();
        foreach (var request in wrong) refusals.Add(await connection.BreakRefusedAsync(request with { InvocationId = Guid.NewGuid() }));

        Assert.All(refusals, r => Assert.Equal(ErrorCode.InvalidRequest, r.Code));
        Assert.Equal(ErrorCode.Forbidden, await connection.FollowRefusedAsync(patient));
    }

    [Fact]
    public async Task Another_tenants_patient_and_nobody_look_the_same()
    {
        var patient = await care.AdmitAsync();
        var token = await care.ForgeAsync(care.Stranger, claims =>
        {
            claims["tenant"] = "other-hospital";
            claims["sid"] = Guid.NewGuid().ToString();
        });
        var foreign = await care.ConnectAsync(token);
        var own = await care.Stranger.ConnectAsync();

        var theirs = await foreign.BreakRefusedAsync(foreign.Break(patient.ById));
        var byNumber = await foreign.BreakRefusedAsync(foreign.Break(patient.ByIdentifier));
        var nobody = await own.BreakRefusedAsync(own.Break(PatientReference.ById(Guid.NewGuid().ToString())));

        Assert.All([theirs, byNumber, nobody], r => Assert.Equal(ErrorCode.Forbidden, r.Code));
        Assert.Single(new[] { theirs, byNumber, nobody }.Select(r => r.Message).Distinct());
    }

    [Fact]
    public async Task Nobody_ends_attests_or_reviews_what_is_somebody_elses()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync();
        var connection = await nurse.ConnectAsync();
        var stranger = await care.Stranger.ConnectAsync();
        var grant = (await connection.BreakAsync(connection.Break(patient.ById))).GrantId!.Value;
        var token = await care.ForgeAsync(await care.HireAsync("privacy-officer"), claims =>
        {
            claims["tenant"] = "other-hospital";
            claims["sid"] = Guid.NewGuid().ToString();
        });
        var foreign = await care.ConnectAsync(token, new RawOptions { Path = RealtimeCareProtocol.AdminHubPath, Acknowledges = false });

        CareError[] refusals =
        [
            await stranger.RefusedAsync(nameof(ICareHub.EndBreakGlass), stranger.EndOf(grant)),
            await stranger.RefusedAsync(nameof(ICareHub.AttestBreakGlass), stranger.AttestationOf(grant)),
            await stranger.RefusedAsync(nameof(ICareHub.EndBreakGlass), stranger.EndOf(Guid.NewGuid())),
            await foreign.RefusedAsync(nameof(IAdminHub.ReviewBreakGlass), foreign.ReviewOf(grant)),
            await foreign.RefusedAsync(nameof(IAdminHub.RevokeBreakGlass), new RevokeBreakGlassRequest
            {
                InvocationId = Guid.NewGuid(), ConnectionToken = foreign.Welcome.ConnectionToken, GrantId = grant,
            }),
        ];

        Assert.All(refusals, r => Assert.Equal(ErrorCode.Forbidden, r.Code));
        Assert.Empty(await foreign.GrantsAsync());
        await connection.FollowAsync(patient);
    }

    [Fact]
    public async Task A_person_has_five_at_a_time()
    {
        var nurse = await care.HireAsync("nurse");
        var connection = await nurse.ConnectAsync();
        var grants = new List<Guid>();
        for (var i = 0; i < 5; i++)
            grants.Add((await connection.BreakAsync(connection.Break((await care.AdmitAsync()).ById))).GrantId!.Value);
        var sixth = await care.AdmitAsync();

        var refused = await connection.BreakRefusedAsync(connection.Break(sixth.ById));
        await connection.InvokeAsync<Done>(nameof(ICareHub.EndBreakGlass), connection.EndOf(grants[0]));
        var then = await connection.BreakAsync(connection.Break(sixth.ById));

        Assert.Equal(ErrorCode.TooManyGrants, refused.Code);
        Assert.True(then.Needed);
    }
}
