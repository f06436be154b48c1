using RealtimeCare.Policy.Access;

namespace RealtimeCare.Tests.Policy.Access;

public sealed class Decisions
{
    private static readonly DateTimeOffset Now = Ward.Now;

    [Fact]
    public void A_nurse_of_the_care_team_sees_what_bedside_nurses_see()
    {
        var permit = Assert.IsType<Decision.Permit>(Ward.Decide(Ward.Follow()));

        Assert.Equal("bedside-nurse", permit.Audience!.Name);
        Assert.Equal(AccessPolicy.Default.Hash, permit.PolicyHash);
        Assert.Equal(["token", "tenant", "scope", "role", "topic", "relationship", "consent", "label", "purpose", "patient"], permit.Factors.Select(f => f.Name));
        Assert.Contains(new Factor("relationship", true, "participant via Encounter/1"), permit.Factors);
    }

    public static TheoryData<string, AccessQuestion> Spoilt => new()
    {
        { "token", Ward.Follow(Ward.Caller() with { ExpiresAt = Now }) },
        { "tenant", Ward.Follow() with { Tenant = TenantId.Parse("south") } },
        { "tenant", Ward.Follow() with { Tenant = null } },
        { "tenant", Ward.Follow(Ward.Caller() with { Tenant = default }) with { Tenant = default(TenantId) } },
        { "scope", Ward.Follow(Ward.Caller(scopes: "user/Encounter.rs")) },
        { "scope", Ward.Follow(Ward.Caller(scopes: "user/Observation.r")) },
        { "scope", Ward.Follow(Ward.Caller(scopes: "patient/*.rs system/*.rs")) },
        { "scope", Ward.Follow(Ward.Caller(scopes: "user/*.rs", isService: true)) },
        { "scope", Ward.Follow(Ward.Caller(scopes: "user/Observation.rs")) with { Topics = ["vitals", "labs"] } },
        { "role", Ward.Follow(Ward.Caller("janitor")) },
        { "role", Ward.Follow(Ward.Caller("administrator")) },
        { "role", Ward.Follow() with { Operation = new Operation("stream.copy", OperationKind.Read, IsAboutPatient: true) } },
        { "topic", Ward.Follow() with { Topics = [] } },
        { "topic", Ward.Follow() with { Topics = ["vitals", "*"] } },
        { "topic", Ward.Follow() with { Topics = ["Vitals"] } },
        { "topic", Ward.Follow() with { Topics = ["documents"] } },
        { "relationship", Ward.Follow() with { Facts = Ward.Facts() } },
        { "relationship", Ward.Follow() with { Facts = null } },
        { "relationship", Ward.Follow() with { Patient = PatientId.Parse("patient-2") } },
        { "relationship", Ward.Follow() with { Patient = null, Tenant = null, Facts = null } },
        { "relationship", Ward.Follow(null, Ward.Attending(until: Now)) },
        { "relationship", Ward.Follow(null, Ward.Attending(from: Now.AddTicks(1))) },
        { "relationship", Ward.Follow(null, Ward.Attending() with { Subject = SubjectId.Parse("nurse-2") }) },
        { "purpose", Ward.Follow(Ward.Caller() with { Purpose = "HMARKT" }) },
        { "purpose", Ward.Follow(Ward.Caller() with { Purpose = "treat" }) },
        { "patient", Ward.Publish() with { Patient = null } },
        { "patient", Ward.Publish() with { Facts = null } },
        { "patient", Ward.Follow(Ward.Caller("registrar")) with { Topics = ["encounters"], Patient = null, Tenant = null, Facts = null } },
        { "scope", Ward.Publish(scopes: "system/Observation.u") },
        { "scope", Ward.Publish(scopes: "user/Observation.c") },
        { "topic", Ward.Publish("Patient", "vitals", "system/*.c") },
        { "topic", Ward.Publish("Observation", "nonsense") },
        { "scope", Ward.Ask(Operations.SessionEnd, Ward.Caller("administrator", "realtimecare/users.admin")) },
        { "role", Ward.Ask(Operations.SessionEnd, Ward.Caller("physician", "realtimecare/session.admin")) },
        { "role", Ward.Ask(Operations.SessionEnd, Ward.Caller("privacy-officer", "realtimecare/session.admin")) },
        { "scope", Ward.Ask(Operations.PatientRegister, Ward.Caller("administrator", "user/Patient.c system/Patient.c")) },
        { "tenant", Ward.Ask(Operations.SessionList, Ward.Caller("administrator", "realtimecare/session.admin")) with { Tenant = TenantId.Parse("south") } },
    };

    [Theory]
    [MemberData(nameof(Spoilt), DisableDiscoveryEnumeration = true)]
    public void One_factor_that_does_not_permit_denies(string reason, AccessQuestion question)
    {
        Assert.Equal(reason, Ward.ReasonOf(question));
    }

    public static TheoryData<AccessQuestion> Fine =>
    [
        Ward.Follow(Ward.Caller() with { Purpose = "ETREAT" }),
        Ward.Follow(Ward.Caller(scopes: "user/Observation.read")),
        Ward.Follow(null, Ward.Attending(from: Now, until: Now.AddTicks(1))),
        Ward.Follow(Ward.Caller("registrar", "user/Encounter.rs user/Patient.rs")) with { Topics = ["encounters"], Facts = Ward.Facts() },
        Ward.Follow(Ward.Caller("registrar") with { Purpose = "HOPERAT" }) with { Topics = ["encounters"], Facts = Ward.Facts() },
        Ward.Publish(),
        Ward.Ask(Operations.SessionEnd, Ward.Caller("administrator", "realtimecare/session.admin")),
        Ward.Ask(Operations.SessionActivity, Ward.Caller("nurse", "")),
        Ward.Ask(Operations.StreamResume, Ward.Caller("nurse", "user/*.rs")),
        Ward.Ask(Operations.PatientRegister, Ward.Caller("administrator", "realtimecare/relationships.admin")),
        Ward.Ask(Operations.PatientRegister, Ward.Caller("service", "system/Patient.c", isService: true)),
        Ward.Ask(Operations.SessionList, Ward.Caller("administrator", "realtimecare/session.admin")) with { Tenant = null },
    ];

    [Theory]
    [MemberData(nameof(Fine), DisableDiscoveryEnumeration = true)]
    public void When_all_factors_permit_it_is_permitted(AccessQuestion question)
    {
        var permit = Assert.IsType<Decision.Permit>(Ward.Decide(question));

        Assert.Equal(question.Operation.IsAboutPatient, permit.Audience is not null);
    }

    [Fact]
    public void A_decision_allocates_nothing_beyond_its_result()
    {
        // The permit, its ten factors in an array, and the one that names the relationship.
        const int Result = 256;
        var question = Ward.Follow(null, Ward.Attending(), Ward.Attending(until: Now.AddHours(1)), Ward.Attending(until: Now.AddHours(2)));
        for (var i = 0; i < 100; i++) Ward.Decide(question);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Ward.Decide(question);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 1, Result);
    }

    [Fact]
    public void A_permit_ends_with_the_token()
    {
        Assert.Equal(Now.AddMinutes(10), ValidUntil(Ward.Attending()));
    }

    [Fact]
    public void A_permit_ends_with_the_relationship()
    {
        Assert.Equal(Now.AddMinutes(2), ValidUntil(Ward.Attending(until: Now.AddMinutes(2))));
    }

    [Fact]
    public void A_permit_lasts_as_long_as_any_relationship_does()
    {
        var ended = Ward.Attending(until: Now.AddMinutes(-2));
        var first = Ward.Attending(until: Now.AddMinutes(2));
        var second = Ward.Attending(until: Now.AddMinutes(4));
        var later = Ward.Attending(from: Now.AddMinutes(1));

        Assert.Equal(Now.AddMinutes(4), ValidUntil(ended, first, second, later));
        Assert.Equal(Now.AddMinutes(4), ValidUntil(later, second, first, ended));
        Assert.Equal(Now.AddMinutes(10), ValidUntil(first, Ward.Attending(), second));
    }

    [Fact]
    public void A_relationship_that_is_not_needed_does_not_end_a_permit()
    {
        var question = Ward.Follow(Ward.Caller("registrar"), Ward.Attending(until: Now.AddMinutes(1))) with { Topics = ["encounters"] };

        Assert.Equal(Now.AddMinutes(10), Assert.IsType<Decision.Permit>(Ward.Decide(question)).ValidUntil);
    }

    [Fact]
    public void Of_several_roles_the_first_in_the_document_that_permits_decides_the_audience()
    {
        var caller = Ward.Caller("registrar nurse physician");

        Assert.Equal("physician", AudienceOf(Ward.Follow(caller)));
        Assert.Equal("bedside-nurse", AudienceOf(Ward.Follow(Ward.Caller("registrar nurse"))));
        Assert.Equal("registration", AudienceOf(Ward.Follow(caller) with { Topics = ["encounters"], Facts = Ward.Facts() }));
    }

    [Fact]
    public void Roles_do_not_lend_each_other_what_they_lack()
    {
        // The registrar needs no relationship but has no vitals; the nurse has vitals but no relationship here.
        var question = Ward.Follow(Ward.Caller("registrar nurse")) with { Facts = Ward.Facts() };

        Assert.Equal("relationship", Ward.ReasonOf(question));
    }

    [Fact]
    public void An_unknown_patient_and_one_who_is_not_the_callers_look_the_same()
    {
        var stranger = Ward.Decide(Ward.Follow() with { Facts = Ward.Facts() });
        var nobody = Ward.Decide(Ward.Follow() with { Facts = null, Patient = null });

        Assert.Equal(stranger.Factors, nobody.Factors);
        Assert.Equal(((Decision.Deny)stranger).Reason, ((Decision.Deny)nobody).Reason);
    }

    private static DateTimeOffset ValidUntil(params Relationship[] relationships) =>
        Assert.IsType<Decision.Permit>(Ward.Decide(Ward.Follow(null, relationships))).ValidUntil;

    private static string AudienceOf(AccessQuestion question) => Assert.IsType<Decision.Permit>(Ward.Decide(question)).Audience!.Name;
}
