using System.Text.Json;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Access.Consents;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>Reads facts out of <c>db/facts.db</c>, by patient, by member and by source.</summary>
internal sealed class SqliteFactsReader(PayloadCipher cipher)
{
    public const string OfSubject = "subject";
    public const string OfPatient = "patient";
    private const int PatientsAtOnce = 1000;

    /// <summary>Everything, in parts.</summary>
    public void ReadAll(SqliteSession session, Action<FactsChange> take)
    {
        var part = new List<PatientFacts>();
        var subjects = new List<SubjectRevision>();
        using var revisions = session.Read("SELECT tenant, kind, id, revision FROM revisions");
        while (revisions.Read())
        {
            var tenant = TenantId.Parse(revisions.GetString(0));
            var id = revisions.GetString(2);
            if (revisions.GetString(1) == OfSubject) subjects.Add(new SubjectRevision(tenant, SubjectId.Parse(id), revisions.GetInt64(3)));
            else part.Add(ReadPatient(session, tenant, PatientId.Parse(id), revisions.GetInt64(3)));
            if (part.Count < PatientsAtOnce) continue;
            take(new FactsChange(part, []));
            part = [];
        }

        take(new FactsChange(part, subjects) { Members = ReadMembers(session) });
    }

    public PatientFacts ReadPatient(SqliteSession session, TenantId tenant, PatientId patient, long revision)
    {
        var relationships = new List<Relationship>();
        using (var rows = session.Read(
            "SELECT subject, patient, because, valid_from, valid_until FROM relationships WHERE tenant = $0 AND patient = $1",
            tenant.Value, patient.Value))
            while (rows.Read()) relationships.Add(SqliteFactsRow.Read(rows, SqliteFactsKind.Treatment).ToRelationship());
        foreach (var proxy in ReadLinks(session, tenant, SqliteFactsKind.Proxy, patient)) relationships.Add(proxy.ToRelationship());
        return new PatientFacts(tenant, patient, revision, relationships)
        {
            Groups = [.. ReadLinks(session, tenant, SqliteFactsKind.Group, patient).Select(row => row.ToGroup())],
            Consents = ReadConsents(session, tenant, patient),
        };
    }

    public static MemberFacts ReadMember(SqliteSession session, TenantId tenant, string member)
    {
        using var rows = session.Read(
            "SELECT member, target, because, valid_from, valid_until FROM links WHERE tenant = $0 AND kind = 3 AND member = $1",
            tenant.Value, member);
        var affiliations = new List<Affiliation>();
        while (rows.Read()) affiliations.Add(SqliteFactsRow.Read(rows, SqliteFactsKind.Affiliation).ToAffiliation());
        return new MemberFacts(tenant, member, [.. affiliations.Distinct()]);
    }

    /// <summary>The persons that belong to a group by themselves.</summary>
    public static List<SubjectId> ReadPersons(SqliteSession session, TenantId tenant, string group)
    {
        using var rows = session.Read("SELECT DISTINCT member FROM links WHERE tenant = $0 AND kind = 3 AND target = $1", tenant.Value, group);
        var persons = new List<SubjectId>();
        while (rows.Read())
            if (Affiliation.PersonOf(rows.GetString(0)) is { } person) persons.Add(person);
        return persons;
    }

    /// <summary>What a source says, but its consent.</summary>
    public static HashSet<SqliteFactsRow> ReadSource(SqliteSession session, TenantId tenant, string source)
    {
        var found = new HashSet<SqliteFactsRow>();
        using (var rows = session.Read(
            "SELECT subject, patient, because, valid_from, valid_until FROM relationships WHERE tenant = $0 AND source = $1", tenant.Value, source))
            while (rows.Read()) found.Add(SqliteFactsRow.Read(rows, SqliteFactsKind.Treatment));
        using var links = session.Read(
            "SELECT member, target, because, valid_from, valid_until, kind FROM links WHERE tenant = $0 AND source = $1", tenant.Value, source);
        while (links.Read()) found.Add(SqliteFactsRow.Read(links, (SqliteFactsKind)links.GetInt32(5)));
        return found;
    }

    /// <summary>What a source says as a consent: whose it is, and the rule as text.</summary>
    public (PatientId Patient, byte[] Rule)? ReadConsent(SqliteSession session, TenantId tenant, string source)
    {
        using var row = session.Read("SELECT patient, rule FROM consents WHERE tenant = $0 AND source = $1", tenant.Value, source);
        if (!row.Read()) return null;
        var patient = PatientId.Parse(row.GetString(0));
        return (patient, cipher.Decrypt(tenant, PlaceOf(tenant, patient, source), row.GetFieldValue<byte[]>(1)));
    }

    /// <summary>The additional data of the cipher: a rule that is moved to another patient or resource does not open.</summary>
    public static string PlaceOf(TenantId tenant, PatientId patient, string source) => $"consent|{tenant.Value}|{patient.Value}|{source}";

    private static List<SqliteFactsRow> ReadLinks(SqliteSession session, TenantId tenant, SqliteFactsKind kind, PatientId patient)
    {
        using var rows = session.Read(
            "SELECT member, target, because, valid_from, valid_until FROM links WHERE tenant = $0 AND kind = $1 AND target = $2",
            tenant.Value, (int)kind, patient.Value);
        var found = new List<SqliteFactsRow>();
        while (rows.Read()) found.Add(SqliteFactsRow.Read(rows, kind));
        return found;
    }

    private List<Consent> ReadConsents(SqliteSession session, TenantId tenant, PatientId patient)
    {
        using var rows = session.Read("SELECT source, rule FROM consents WHERE tenant = $0 AND patient = $1", tenant.Value, patient.Value);
        var consents = new List<Consent>();
        while (rows.Read())
        {
            var source = rows.GetString(0);
            var rule = cipher.Decrypt(tenant, PlaceOf(tenant, patient, source), rows.GetFieldValue<byte[]>(1));
            consents.Add(new Consent(source, JsonSerializer.Deserialize<ConsentProvision>(rule)!));
        }

        return consents;
    }

    private static List<MemberFacts> ReadMembers(SqliteSession session)
    {
        using var rows = session.Read("SELECT member, target, because, valid_from, valid_until, tenant FROM links WHERE kind = 3");
        var found = new List<(TenantId Tenant, Affiliation Affiliation)>();
        while (rows.Read())
            found.Add((TenantId.Parse(rows.GetString(5)), SqliteFactsRow.Read(rows, SqliteFactsKind.Affiliation).ToAffiliation()));
        return [.. found.GroupBy(one => (one.Tenant, one.Affiliation.Member)).Select(member =>
            new MemberFacts(member.Key.Tenant, member.Key.Member, [.. member.Select(one => one.Affiliation).Distinct()]))];
    }
}
