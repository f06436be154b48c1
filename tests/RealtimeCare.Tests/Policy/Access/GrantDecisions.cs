using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Access.Consents;

namespace RealtimeCare.Tests.Policy.Access;

/// <summary>What a broken glass opens, and what it does not.</summary>
public sealed class GrantDecisions
{
    private static readonly Consent OptedOut = new("Consent/1", new ConsentProvision { Permits = false });

    [Fact]
    public void A_grant_stands_for_relationship_consent_and_clearance()
    {
        var permit = Assert.IsType<Decision.Permit>(Ward.Decide(Broken() with { IsRestricted = true }));

        Assert.Equal(["relationship", "consent", "label"], permit.Factors.Where(f => f.Reason == "break-glass").Select(f => f.Name));
        Assert.Equal("V", permit.Audience!.LabelCeiling);
        Assert.Equal("bedside-nurse", permit.Audience.Name);
        Assert.Equal(Grant().Id, permit.GrantId);
    }

    [Fact]
    public void A_grant_shows_what_a_consent_about_others_is_silent_on_even_where_silence_denies()
    {
        var strict = AccessPolicy.Default.Tighten("""{"version": "1", "tenant": "north", "consent": {"absent": "deny"}}"""u8).Policy;
        var aboutOthers = new Consent("Consent/2", new ConsentProvision { Permits = true, Actors = ["Organization/elsewhere"] });
        var question = Broken() with { Facts = Broken().Facts! with { Consents = [aboutOthers] } };

        var permit = Assert.IsType<Decision.Permit>(strict.Decide(question));

        Assert.True(permit.Audience!.Sees("Observation"));
        Assert.Equal("consent", (strict.Decide(question with { Facts = question.Facts! with { Grants = [], Relationships = [Ward.Attending()] } }) as Decision.Deny)?.Reason);
    }

    public static TheoryData<Grant> Foreign =>
    [
        Grant() with { Subject = SubjectId.Parse("nurse-2") },
        Grant() with { Patient = PatientId.Parse("patient-2") },
        Grant() with { SessionId = "session-2" },
        Grant() with { From = Ward.Now.AddTicks(1) },
        Grant() with { Until = Ward.Now },
    ];

    [Theory]
    [MemberData(nameof(Foreign), DisableDiscoveryEnumeration = true)]
    public void A_grant_of_another_person_patient_session_or_time_opens_nothing(Grant grant)
    {
        Assert.Equal("relationship", Ward.ReasonOf(Broken(grant)));
    }

    public static TheoryData<string, AccessQuestion> StillDenied => new()
    {
        { "tenant", Broken() with { Tenant = TenantId.Parse("south") } },
        { "scope", Broken(caller: Ward.Caller(scopes: "user/Encounter.rs")) },
        { "role", Broken(caller: Ward.Caller("janitor")) },
        { "topic", Broken() with { Topics = ["documents"] } },
        { "token", Broken(caller: Ward.Caller() with { ExpiresAt = Ward.Now }) },
        { "role", Broken() with { Operation = Operations.EventPublish, ResourceType = "Observation" } },
        { "topic", Broken(caller: Ward.Caller("registrar")) },
    };

    [Theory]
    [MemberData(nameof(StillDenied), DisableDiscoveryEnumeration = true)]
    public void A_grant_widens_nothing_else(string reason, AccessQuestion question)
    {
        Assert.Contains(Ward.Decide(question).Factors, f => f.Name == reason && !f.Permits);
    }

    [Fact]
    public void A_grant_gives_a_role_that_needs_no_relationship_nothing()
    {
        var question = Broken(caller: Ward.Caller("registrar")) with { Topics = ["encounters"] };

        Assert.Equal("consent", Ward.ReasonOf(question));
    }

    [Fact]
    public void A_permit_by_grant_ends_with_the_grant()
    {
        var until = Ward.Now.AddMinutes(4);

        Assert.Equal(until, Assert.IsType<Decision.Permit>(Ward.Decide(Broken(Grant() with { Until = until }))).ValidUntil);
    }

    [Fact]
    public void The_glass_is_broken_only_after_a_recent_sign_in_and_by_those_who_treat()
    {
        var fresh = Ward.Caller() with { AuthenticatedAt = Ward.Now.AddMinutes(-4) };

        Assert.Null(Ward.ReasonOf(Break(fresh)));
        Assert.Equal("sign-in", Ward.ReasonOf(Break(fresh with { AuthenticatedAt = Ward.Now.AddMinutes(-5) })));
        Assert.Equal("role", Ward.ReasonOf(Break(Ward.Caller("registrar") with { AuthenticatedAt = Ward.Now })));
        Assert.Equal("role", Ward.ReasonOf(Break(Ward.Caller("administrator") with { AuthenticatedAt = Ward.Now })));
        Assert.Equal("scope", Ward.ReasonOf(Break(Ward.Caller(scopes: "user/Observation.rs") with { AuthenticatedAt = Ward.Now })));
        Assert.Equal("patient", Ward.ReasonOf(Break(fresh) with { Patient = null, Facts = null }));
    }

    private static AccessQuestion Break(Caller caller) =>
        new(caller, Operations.BreakGlass, Ward.North, Ward.Patient, [], Ward.Facts() with { Consents = [OptedOut] }, Ward.Now);

    private static AccessQuestion Broken(Grant? grant = null, Caller? caller = null) => Ward.Follow(caller) with
    {
        Facts = Ward.Facts() with { Grants = [grant ?? Grant()], Consents = [OptedOut] },
    };

    private static Grant Grant() => new(
        new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), Ward.Nurse, Ward.Patient, "session-1", "ETREAT", Ward.Now.AddMinutes(-1), Ward.Now.AddMinutes(59));
}
