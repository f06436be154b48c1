using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Why somebody may or may not: everything for officers, what is safe for oneself.</summary>
public sealed class ExplainScenarios(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task An_officer_sees_every_factor_and_where_it_comes_from(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        await nurse.ConnectAsync();
        var officer = await (await care.HireAsync("privacy-officer")).AdministerAsync(wire);

        var why = await officer.InvokeAsync<AccessExplanation>(nameof(IAdminHub.ExplainAccess), Of(officer, patient.ByIdentifier) with { Subject = nurse.UserId });
        var whyNot = await officer.InvokeAsync<AccessExplanation>(nameof(IAdminHub.ExplainAccess), Of(officer, patient.ById) with { Subject = nurse.UserId, Restricted = true });

        Assert.True(why.Permitted);
        Assert.Equal(("bedside-nurse", ExplanationBasis.Connection), (why.Audience, why.Basis));
        Assert.NotNull(why.ValidUntil);
        Assert.Equal(64, why.PolicyHash!.Length);
        Assert.Equal(
            ["token", "tenant", "scope", "role", "topic", "relationship", "consent", "label", "purpose", "patient"], why.Factors.Select(f => f.Name));
        Assert.Contains($"CareTeam/{patient.CareTeamId}", why.Factors.Single(f => f.Name == "relationship").Reason, StringComparison.Ordinal);
        Assert.Equal((false, true), (whyNot.Permitted, whyNot.MayBreakGlass));
        Assert.Equal("not cleared", whyNot.Factors.Single(f => !f.Permits).Reason);
    }

    [Fact]
    public async Task One_learns_of_oneself_what_is_safe_to_tell()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var connection = await nurse.ConnectAsync();

        var plain = await connection.InvokeAsync<AccessExplanation>(nameof(ICareHub.ExplainAccess), Own(connection, patient.ById));
        var restricted = await connection.InvokeAsync<AccessExplanation>(nameof(ICareHub.ExplainAccess), Own(connection, patient.ById) with { Restricted = true });

        Assert.Equal((true, "bedside-nurse", false), (plain.Permitted, plain.Audience, plain.MayBreakGlass));
        Assert.Equal(["token", "scope", "role", "topic", "relationship", "purpose"], plain.Factors.Select(f => f.Name));
        Assert.Equal((null, null), (plain.PolicyHash, plain.ValidUntil));
        Assert.Equal((false, null, true), (restricted.Permitted, restricted.Audience, restricted.MayBreakGlass));
        Assert.Equal(("other", "other"), (restricted.Factors.Single(f => !f.Permits).Name, restricted.Factors.Single(f => !f.Permits).Reason));
        Assert.DoesNotContain(plain.Factors.Concat(restricted.Factors), f => f.Name is "consent" or "label" || f.Reason.Contains('/', StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_consent_denies_is_told_to_officers_alone()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        await care.LoadAsync(SomeFacts.Consent($"consent-{Some.Number}", patient.Identifier, """{"type":"deny"}"""));
        var connection = await nurse.ConnectAsync();
        var officer = await (await care.HireAsync("privacy-officer")).AdministerAsync();

        var own = await connection.InvokeAsync<AccessExplanation>(nameof(ICareHub.ExplainAccess), Own(connection, patient.ById));
        var full = await officer.InvokeAsync<AccessExplanation>(nameof(IAdminHub.ExplainAccess), Of(officer, patient.ById) with { Subject = nurse.UserId });
        var broken = await connection.BreakAsync(connection.Break(patient.ById));
        await connection.FollowAsync(patient);

        Assert.Equal(["token", "scope", "role", "topic", "relationship", "purpose", "other"], own.Factors.Select(f => f.Name));
        Assert.Equal((false, true, "other"), (own.Permitted, own.MayBreakGlass, own.Factors.Single(f => !f.Permits).Name));
        Assert.Equal(("consent", "denies"), (full.Factors.Single(f => !f.Permits).Name, full.Factors.Single(f => !f.Permits).Reason));
        Assert.True(broken.Needed);
    }

    [Fact]
    public async Task A_strangers_patient_and_no_patient_are_explained_the_same()
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Stranger.ConnectAsync();

        var texts = new List<string>();
        foreach (var target in new[] { patient.ById, patient.ByIdentifier, PatientReference.ById(Guid.NewGuid().ToString()), PatientReference.ByIdentifier(The.RecordNumbers, "nobody") })
            foreach (var restricted in new[] { false, true })
                texts.Add((await connection.InvokeAsync(nameof(ICareHub.ExplainAccess), Own(connection, target) with { Restricted = restricted })).GetRawText().Replace("\"restricted\":true", "\"restricted\":false", StringComparison.Ordinal));

        Assert.Single(texts.Distinct());
    }

    [Fact]
    public async Task Whoever_is_not_connected_is_judged_by_the_session_and_else_by_what_the_officer_says()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var officer = await (await care.HireAsync("privacy-officer")).AdministerAsync();
        var ask = Of(officer, patient.ById) with { Subject = nurse.UserId };

        var silent = await officer.RefusedAsync(nameof(IAdminHub.ExplainAccess), ask);
        var assumed = await officer.InvokeAsync<AccessExplanation>(nameof(IAdminHub.ExplainAccess), ask with { Roles = ["nurse"] });
        var narrow = await officer.InvokeAsync<AccessExplanation>(nameof(IAdminHub.ExplainAccess), ask with { Roles = ["nurse"], Scopes = ["user/Encounter.rs"] });
        var connection = await nurse.ConnectAsync();
        await connection.DisposeAsync();
        var session = await UntilAsync(officer, ask, ExplanationBasis.Session);

        Assert.Equal(ErrorCode.InvalidRequest, silent.Code);
        Assert.Equal((true, ExplanationBasis.Request), (assumed.Permitted, assumed.Basis));
        Assert.Equal("assumed", assumed.Factors.Single(f => f.Name == "scope").Reason);
        Assert.Equal((false, "scope"), (narrow.Permitted, narrow.Factors.First(f => !f.Permits).Name));
        Assert.Equal((true, ExplanationBasis.Session), (session.Permitted, session.Basis));
    }

    [Fact]
    public async Task Nobody_else_asks_about_others()
    {
        var patient = await care.AdmitAsync();
        var body = new { subject = care.Nurse.UserId, patient = patient.ById, topics = new[] { The.Vitals }, roles = new[] { "nurse" } };
        var officer = (await (await care.HireAsync("privacy-officer")).TokensAsync()).Access;

        var permitted = (await care.Api.PostAsync("/api/v1/access/explain", body, officer)).Ok().As<AccessExplanation>();
        var nosy = await care.Api.PostAsync("/api/v1/access/explain", body, (await care.Nurse.TokensAsync()).Access);
        var administrator = await care.Api.PostAsync("/api/v1/access/explain", body, (await care.Administrator.TokensAsync()).Access);
        var registrar = await care.Registrar.ConnectAsync();
        var own = await registrar.InvokeAsync<AccessExplanation>(nameof(ICareHub.ExplainAccess), Own(registrar, patient.ById));
        var vague = await care.Api.PostAsync("/api/v1/access/explain", new { patient = patient.ById, topics = new[] { The.Vitals } }, officer);
        var odd = await care.Api.PostAsync("/api/v1/access/explain", body with { topics = new[] { "everything" } }, officer);

        Assert.True(permitted.Permitted);
        Assert.Equal(((int)ErrorCode.Forbidden, (int)ErrorCode.Forbidden), (nosy.Code, administrator.Code));
        Assert.Equal((false, false), (own.Permitted, own.MayBreakGlass));
        Assert.Equal(((int)ErrorCode.InvalidRequest, (int)ErrorCode.UnknownTopic), (vague.Code, odd.Code));
    }

    // That a connection is gone is heard a moment later.
    private static async Task<AccessExplanation> UntilAsync(RawConnection officer, ExplainAccessOfRequest ask, ExplanationBasis basis)
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var explanation = await officer.InvokeAsync<AccessExplanation>(nameof(IAdminHub.ExplainAccess), ask with { InvocationId = Guid.NewGuid() });
            if (explanation.Basis == basis) return explanation;
        }

        throw new TimeoutException("The connection did not go.");
    }

    private static ExplainAccessRequest Own(RawConnection connection, PatientReference patient) => new()
    {
        InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken, Patient = patient, Topics = [The.Vitals],
    };

    private static ExplainAccessOfRequest Of(RawConnection connection, PatientReference patient) => new()
    {
        InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken, Patient = patient, Topics = [The.Vitals],
    };
}
