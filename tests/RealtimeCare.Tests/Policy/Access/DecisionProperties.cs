using CsCheck;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Tests.Policy.Access;

public sealed class DecisionProperties
{
    private const long Many = 5000;

    private static readonly string[] Tenants = ["north", "south"];
    private static readonly string[] Roles = ["physician", "nurse", "registrar", "administrator", "privacy-officer", "service", "janitor"];
    private static readonly string[] Scopes =
        ["user/*.rs", "user/Observation.rs", "user/Encounter.rs user/Patient.rs", "system/*.c", "realtimecare/session.admin", ""];
    private static readonly string[] Topics = ["vitals", "labs", "encounters", "documents", "nonsense"];
    private static readonly string[] Purposes = ["TREAT", "ETREAT", "HOPERAT", "HMARKT"];
    private static readonly string[] People = ["nurse-1", "nurse-2"];
    private static readonly string[] Patients = ["patient-1", "patient-2"];

    private static readonly Gen<DateTimeOffset?> Instants =
        Gen.Int[-30, 30].Select(minutes => minutes > 25 ? (DateTimeOffset?)null : Ward.Now.AddMinutes(minutes));

    private static readonly Gen<Relationship> Relationships =
        Gen.Select(Pick(People), Pick(Patients), Instants, Instants)
            .Select((who, whom, from, until) => new Relationship(SubjectId.Parse(who), PatientId.Parse(whom), "member via CareTeam/1", from, until));

    private static readonly Gen<Caller> Callers =
        Gen.Select(Pick(Roles).Array[0, 3], Pick(Scopes).Array[0, 3], Pick(Purposes), Pick(Tenants), Gen.Int[-5, 15])
            .Select((roles, scopes, purpose, tenant, minutes) =>
                Ward.Caller(string.Join(' ', roles), string.Join(' ', scopes), roles.Contains("service")) with
                {
                    Purpose = purpose,
                    Tenant = TenantId.Parse(tenant),
                    ExpiresAt = Ward.Now.AddMinutes(minutes),
                });

    private static readonly Gen<AccessQuestion> Questions =
        Gen.Select(Callers, Pick([.. Operations.All]), Pick(Tenants), Pick(Patients), Pick(Topics).Array[0, 2], Relationships.Array[0, 4])
            .Select((caller, operation, tenant, patient, topics, relationships) => new AccessQuestion(
                caller, operation, TenantId.Parse(tenant), PatientId.Parse(patient), topics, Ward.Facts(relationships), Ward.Now));

    [Fact]
    public void No_tenant_crosses()
    {
        Questions.Sample(q => q.Tenant == q.Caller.Tenant || Ward.Decide(q) is Decision.Deny, iter: Many);
    }

    [Fact]
    public void A_permit_is_one_of_all_factors_and_a_denial_names_the_first_that_denied()
    {
        Questions.Sample(
            q => Ward.Decide(q) switch
            {
                Decision.Permit p => p.Factors.All(f => f.Permits) && p.ValidUntil > q.At && p.ValidUntil <= q.Caller.ExpiresAt,
                Decision.Deny d => d.Factors.First(f => !f.Permits).Name == d.Reason,
                _ => false,
            },
            iter: Many);
    }

    [Fact]
    public void Facts_about_others_change_nothing()
    {
        Gen.Select(Questions, Relationships.Array[0, 4]).Sample(
            (q, more) =>
            {
                var foreign = more.Where(r => r.Subject != q.Caller.Subject || r.Patient != q.Patient);
                var crowded = q with { Facts = Ward.Facts([.. foreign, .. q.Facts!.Relationships]) };

                return Same(Ward.Decide(q), Ward.Decide(crowded));
            },
            iter: Many);
    }

    [Fact]
    public void Whoever_needs_a_relationship_is_denied_without_an_active_one()
    {
        Gen.Select(Questions, Pick(["physician", "nurse", "nurse physician"])).Sample(
            (q, roles) =>
            {
                var caller = Ward.Caller(roles) with { ExpiresAt = q.Caller.ExpiresAt };
                var followed = q with { Operation = Operations.StreamSubscribe, Caller = caller };
                return Ward.Decide(followed) is Decision.Deny || q.Facts!.Relationships.Any(r =>
                    r.Subject == caller.Subject && r.Patient == q.Patient && !(r.From > q.At) && !(r.Until <= q.At));
            },
            iter: Many);
    }

    [Fact]
    public void A_permit_holds_until_the_instant_it_names_and_not_beyond_the_token()
    {
        // Permits are few among all questions, so that many are asked.
        Questions.Sample(
            q =>
            {
                if (Ward.Decide(q) is not Decision.Permit permit) return true;
                return Ward.Decide(q with { At = permit.ValidUntil.AddTicks(-1) }) is Decision.Permit
                    && (permit.ValidUntil < q.Caller.ExpiresAt || Ward.Decide(q with { At = permit.ValidUntil }) is Decision.Deny);
            },
            iter: 10_000);
    }

    [Fact]
    public void Taking_away_a_role_a_scope_or_a_fact_never_permits_what_was_denied()
    {
        Questions.Where(q => Ward.Decide(q) is Decision.Deny).Sample(q =>
            q.Caller.Roles.All(r => Ward.Decide(q with { Caller = q.Caller with { Roles = q.Caller.Roles.Where(other => other != r).ToHashSet() } }) is Decision.Deny)
            && Ward.Decide(q with { Caller = q.Caller with { Scopes = ScopeSet.Parse("") } }) is Decision.Deny
            && Ward.Decide(q with { Facts = Ward.Facts([.. q.Facts!.Relationships.Skip(1)]) }) is Decision.Deny
            && Ward.Decide(q with { Facts = null }) is Decision.Deny, iter: 500);
    }

    private static Gen<T> Pick<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static bool Same(Decision left, Decision right) => (left, right) switch
    {
        (Decision.Permit l, Decision.Permit r) => l.Audience == r.Audience && l.ValidUntil == r.ValidUntil && l.Factors.SequenceEqual(r.Factors),
        (Decision.Deny l, Decision.Deny r) => l.Reason == r.Reason && l.Factors.SequenceEqual(r.Factors),
        _ => false,
    };
}
