using CsCheck;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Access.Consents;

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
    private static readonly string[] Actors = ["Practitioner/nurse-1", "Practitioner/nurse-2", "Organization/ward-3"];
    private static readonly string[] Labels = ["L", "N", "R", "V", "ETH", "PSY"];
    private static readonly string[] Sessions = ["session-1", "session-2"];
    private static readonly string[] Patients = ["patient-1", "patient-2"];

    private static readonly Gen<DateTimeOffset?> Instants =
        Gen.Int[-30, 30].Select(minutes => minutes > 25 ? (DateTimeOffset?)null : Ward.Now.AddMinutes(minutes));

    private static readonly Gen<Relationship> Relationships =
        Gen.Select(Pick(People), Pick(Patients), Instants, Instants)
            .Select((who, whom, from, until) => new Relationship(SubjectId.Parse(who), PatientId.Parse(whom), "member via CareTeam/1", from, until));

    private static readonly Gen<ConsentProvision> Provisions = Gen.Recursive<ConsentProvision>((depth, inner) =>
        Gen.Select(Gen.Bool, Pick(Actors).Array[0, 2], Pick(Purposes).Array[0, 1], Pick(Labels).Array[0, 2], Instants, Instants,
            depth > 2 ? Gen.Const(Array.Empty<ConsentProvision>()) : inner.Array[0, 2])
        .Select((permits, actors, purposes, labels, from, until, exceptions) => new ConsentProvision
        {
            Permits = permits, Actors = actors, Purposes = purposes, Labels = labels, From = from, Until = until, Exceptions = exceptions,
        }));

    private static readonly Gen<Consent> Consents = Provisions.Select(rule => new Consent("Consent/1", rule));

    private static readonly Gen<Grant> Grants =
        Gen.Select(Pick(People), Pick(Patients), Pick(Sessions), Gen.Int[-30, 5], Gen.Int[1, 30]).Select((who, whom, session, from, minutes) => new Grant(
            Guid.Empty, SubjectId.Parse(who), PatientId.Parse(whom), session, "ETREAT", Ward.Now.AddMinutes(from), Ward.Now.AddMinutes(from + minutes)));

    private static readonly Gen<Caller> Callers =
        Gen.Select(Pick(Roles).Array[0, 3], Pick(Scopes).Array[0, 3], Pick(Purposes), Pick(Tenants), Gen.Int[-5, 15])
            .Select((roles, scopes, purpose, tenant, minutes) =>
                Ward.Caller(string.Join(' ', roles), string.Join(' ', scopes), roles.Contains("service")) with
                {
                    Purpose = purpose,
                    Tenant = TenantId.Parse(tenant),
                    ExpiresAt = Ward.Now.AddMinutes(minutes),
                });

    private static readonly Gen<AccessFacts> Facts =
        Gen.Select(Relationships.Array[0, 4], Consents.Array[0, 2], Grants.Array[0, 2]).Select((relationships, consents, grants) =>
            Ward.Facts(relationships) with { Consents = consents, Grants = grants, Groups = ["Organization/ward-3"] });

    private static readonly Gen<AccessQuestion> Questions =
        Gen.Select(Callers, Pick([.. Operations.All]), Pick(Tenants), Pick(Patients), Pick(Topics).Array[0, 2], Facts, Gen.Bool)
            .Select((caller, operation, tenant, patient, topics, facts, isRestricted) => new AccessQuestion(
                caller, operation, TenantId.Parse(tenant), PatientId.Parse(patient), topics, facts, Ward.Now) { IsRestricted = isRestricted });

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
                var crowded = q with { Facts = q.Facts! with { Relationships = [.. foreign, .. q.Facts.Relationships] } };

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
                return Ward.Decide(followed) is Decision.Deny
                    || q.Facts!.Relationships.Any(r => r.Subject == caller.Subject && r.Patient == q.Patient && !(r.From > q.At) && !(r.Until <= q.At))
                    || q.Facts.Grants.Any(g => IsTheCallers(g, followed));
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
            && Ward.Decide(q with { Facts = q.Facts! with { Relationships = [.. q.Facts.Relationships.Skip(1)] } }) is Decision.Deny
            && Ward.Decide(q with { Facts = q.Facts with { Grants = [.. q.Facts.Grants.Skip(1)] } }) is Decision.Deny
            && Ward.Decide(q with { IsRestricted = true }) is Decision.Deny
            && Ward.Decide(q with { Facts = null }) is Decision.Deny, iter: 500);
    }

    [Fact]
    public void A_fact_that_only_denies_never_permits_what_was_denied()
    {
        var denials = Consents.Select(c => c with { Root = OnlyDenying(c.Root) });

        Gen.Select(Questions.Where(q => Ward.Decide(q) is Decision.Deny), denials).Sample(
            (q, denial) => Ward.Decide(q with { Facts = q.Facts! with { Consents = [.. q.Facts.Consents, denial] } }) is Decision.Deny, iter: 1000);
    }

    [Fact]
    public void The_restricted_stream_opens_only_by_a_consent_that_names_a_label_or_a_grant()
    {
        Questions.Select(q => q with { IsRestricted = true, Operation = Operations.StreamSubscribe }).Sample(
            q => Ward.Decide(q) is not Decision.Permit permit
                || q.Facts!.Grants.Any(g => IsTheCallers(g, q))
                || (permit.Factors.Any(f => f is { Name: "label", Reason: "cleared by consent" }) && q.Facts.Consents.Any(c => NamesLabel(c.Root))),
            iter: Many);
    }

    [Fact]
    public void A_grant_never_changes_a_decision_about_another_patient_or_operation()
    {
        Gen.Select(Questions, Grants).Where((q, g) => g.Patient != q.Patient || !q.Operation.IsAboutPatient).Sample(
            (q, grant) => Same(Ward.Decide(q), Ward.Decide(q with { Facts = q.Facts! with { Grants = [.. q.Facts.Grants, grant] } })), iter: Many);
    }

    private static bool IsTheCallers(Grant grant, AccessQuestion q) =>
        grant.Subject == q.Caller.Subject && grant.Patient == q.Patient && grant.SessionId == q.Caller.SessionId && grant.From <= q.At && grant.Until > q.At;

    private static bool NamesLabel(ConsentProvision rule) => (rule.Permits && rule.Labels.Count > 0) || rule.Exceptions.Any(NamesLabel);

    private static ConsentProvision OnlyDenying(ConsentProvision rule) =>
        rule with { Permits = false, Exceptions = [.. rule.Exceptions.Select(OnlyDenying)] };

    private static Gen<T> Pick<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static bool Same(Decision left, Decision right) => (left, right) switch
    {
        (Decision.Permit l, Decision.Permit r) => l.Audience == r.Audience && l.ValidUntil == r.ValidUntil && l.Factors.SequenceEqual(r.Factors),
        (Decision.Deny l, Decision.Deny r) => l.Reason == r.Reason && l.Factors.SequenceEqual(r.Factors),
        _ => false,
    };
}
