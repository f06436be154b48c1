using RealtimeCare.Policy.Access;

namespace RealtimeCare.Tests.Policy.Access;

/// <summary>Who needs no fresh sign-in to break the glass, and that nothing else follows from it.</summary>
public sealed class BreakGlassExemptions
{
    private static readonly BreakGlassRules Rules = new()
    {
        ExemptAfter = new Dictionary<string, TimeSpan> { ["attending"] = TimeSpan.FromHours(24) }, ExemptAfterGrant = TimeSpan.FromDays(7),
    };

    [Theory]
    [InlineData("attending via Encounter/1", -1, BreakGlassExemption.FormerRelationship)]
    [InlineData("attending via Encounter/1", -23.9, BreakGlassExemption.FormerRelationship)]
    [InlineData("attending via Encounter/1", -24, null)]
    [InlineData("attending via Encounter/1", -100, null)]
    [InlineData("consultant via Encounter/1", -1, null)]
    [InlineData("attending", -1, BreakGlassExemption.FormerRelationship)]
    public void A_relationship_that_ended_lately_exempts_by_its_part(string because, double endedHours, string? expected)
    {
        var ended = Ward.Attending(Ward.Now.AddDays(-30), Ward.Now.AddHours(endedHours), because);

        Assert.Equal(expected, BreakGlassExemption.Find(Ask(ended), Rules)?.Because);
    }

    [Theory]
    [InlineData(-1, true, BreakGlassExemption.FormerGrant)]
    [InlineData(-6.9, true, BreakGlassExemption.FormerGrant)]
    [InlineData(-7, true, null)]
    [InlineData(-1, false, null)]
    public void An_earlier_grant_exempts_once_it_is_attested(double beganDays, bool isAttested, string? expected)
    {
        var question = Ask() with { Facts = Ward.Facts() with { Grants = [Earlier(Ward.Nurse, Ward.Patient, beganDays, isAttested)] } };

        Assert.Equal(expected, BreakGlassExemption.Find(question, Rules)?.Because);
    }

    [Fact]
    public void What_is_somebody_elses_or_a_proxys_or_not_over_exempts_nobody()
    {
        var other = SubjectId.Parse("nurse-2");
        var elsewhere = PatientId.Parse("patient-2");
        AccessQuestion[] questions =
        [
            Ask(Ward.Attending(null, Ward.Now.AddHours(-1)) with { Subject = other }),
            Ask(Ward.Attending(null, Ward.Now.AddHours(-1)) with { Patient = elsewhere }),
            Ask(Ward.Attending(null, Ward.Now.AddHours(-1)) with { Kind = RelationshipKind.Proxy }),
            Ask(Ward.Attending(null, Ward.Now.AddHours(1))),
            Ask(Ward.Attending(null, null)),
            Ask() with { Facts = Ward.Facts() with { Grants = [Earlier(other, Ward.Patient, -1, true), Earlier(Ward.Nurse, elsewhere, -1, true)] } },
            Ask(Ward.Attending(null, Ward.Now.AddHours(-1))) with { Patient = null },
            Ask(Ward.Attending(null, Ward.Now.AddHours(-1))) with { Caller = Ward.Caller("nurse", isService: true) },
        ];

        Assert.All(questions, question => Assert.Null(BreakGlassExemption.Find(question, Rules)));
    }

    [Fact]
    public void The_exemption_stands_in_for_the_fresh_sign_in_and_for_nothing_else()
    {
        var old = Ward.Caller() with { AuthenticatedAt = Ward.Now.AddHours(-2) };
        var exempt = Ward.Facts() with { Grants = [Earlier(Ward.Nurse, Ward.Patient, -1, true)] };
        var question = Ask() with { Caller = old, Facts = exempt };

        var permitted = Assert.IsType<Decision.Permit>(Ward.Decide(question));
        var without = Assert.IsType<Decision.Deny>(Ward.Decide(question with { Facts = Ward.Facts() }));
        var follow = Assert.IsType<Decision.Deny>(Ward.Decide(Ward.Follow(old) with { Facts = exempt }));
        var registrar = Assert.IsType<Decision.Deny>(Ward.Decide(question with { Caller = old with { Roles = new HashSet<string> { "registrar" } } }));

        Assert.Equal((true, BreakGlassExemption.FormerGrant), (permitted.Factors[4].Permits, permitted.Factors[4].Reason));
        Assert.Equal("sign-in", without.Reason);
        Assert.Equal("relationship", follow.Reason);
        Assert.Equal("role", registrar.Reason);
        Assert.True(permitted.ValidUntil > Ward.Now);
    }

    private static Grant Earlier(SubjectId subject, PatientId patient, double beganDays, bool isAttested)
    {
        var from = Ward.Now.AddDays(beganDays);
        return new Grant(Guid.NewGuid(), subject, patient, "an-earlier-session", "ETREAT", from, from.AddHours(1))
        {
            AttestedAt = isAttested ? from.AddHours(2) : null,
        };
    }

    private static AccessQuestion Ask(params Relationship[] relationships) =>
        new(Ward.Caller(), Operations.BreakGlass, Ward.North, Ward.Patient, [], Ward.Facts(relationships), Ward.Now);
}
