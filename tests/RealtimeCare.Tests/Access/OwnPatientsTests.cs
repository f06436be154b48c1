using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Access.Consents;
using RealtimeCare.Server.Access;
using RealtimeCare.Tests.Policy.Access;

namespace RealtimeCare.Tests.Access;

/// <summary>Whose patients are whose when the glass is broken.</summary>
public sealed class OwnPatientsTests
{
    private static readonly AccessTarget Target = new(Ward.Patient, ["vitals", "encounters"]);
    private static readonly AccessFacts Treated = Ward.Facts(Ward.Attending()) with
    {
        Consents = [new Consent("Consent/1", new ConsentProvision { Permits = false, ResourceTypes = ["Encounter"] })],
    };

    private static readonly Grant Glass = new(Guid.NewGuid(), Ward.Nurse, Ward.Patient, "session-1", "ETREAT", Ward.Now.AddMinutes(-1), Ward.Now.AddMinutes(5));

    [Fact]
    public void Breaking_the_glass_of_a_patient_of_ones_own_does_not_end_following()
    {
        var whole = Decide(Treated);
        var broken = Decide(Treated with { Grants = [Glass] });

        Assert.Null(Assert.IsType<Decision.Permit>(whole).GrantId);
        var permit = Assert.IsType<Decision.Permit>(broken);
        Assert.Equal((Glass.Id, Glass.Until), (permit.GrantId, permit.ValidUntil));
    }

    [Fact]
    public void Who_may_not_be_followed_with_the_glass_whole_is_not_followed_with_it_broken()
    {
        var optedOut = Treated with { Consents = [new Consent("Consent/1", new ConsentProvision { Permits = false })], Grants = [Glass] };

        Assert.Equal("consent", Assert.IsType<Decision.Deny>(Decide(optedOut)).Reason);
        Assert.Equal("relationship", Assert.IsType<Decision.Deny>(Decide(Treated with { Relationships = [], Grants = [Glass] })).Reason);
    }

    [Fact]
    public void A_broken_glass_follows_no_longer_than_the_relationship_does()
    {
        var shift = Ward.Attending(null, Ward.Now.AddMinutes(2), "attending via Encounter/1");
        var whole = Assert.IsType<Decision.Permit>(Decide(Treated with { Relationships = [shift] }));

        var broken = Assert.IsType<Decision.Permit>(Decide(Treated with { Relationships = [shift], Grants = [Glass] }));

        Assert.True(broken.ValidUntil <= whole.ValidUntil);
    }

    private static Decision Decide(AccessFacts facts)
    {
        var access = new LiveAccess(new LivePolicy(PolicySet.Default), new FixedFacts(facts), new FakeTimeProvider(Ward.Now));
        return new OwnPatients(access, null!).Decide(Ward.Caller(), Target).Live.Decision;
    }

    private sealed class FixedFacts(AccessFacts facts) : IAccessFacts
    {
        public AccessFacts Read(TenantId tenant, SubjectId subject, PatientId patient) => facts;

        public FactRevisions Revisions(TenantId tenant, SubjectId subject, PatientId patient) => new(facts.SubjectRevision, facts.PatientRevision);

        public IDisposable Subscribe(Action<TenantId, SubjectId?, PatientId?> changed) => throw new NotSupportedException();
    }
}
