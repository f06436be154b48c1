using Microsoft.Data.Sqlite;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>Relationships and revisions in <c>db/facts.db</c>.</summary>
internal sealed class SqliteFactsStore(SqliteFactsFile file) : IFactsStore
{
    private const string OfSubject = "subject";
    private const string OfPatient = "patient";

    public ValueTask<FactsChange> ReadAllAsync(CancellationToken cancellationToken) => file.ReadAsync(ReadAll, cancellationToken);

    public ValueTask<FactsChange> ReplaceAsync(
        TenantId tenant, IReadOnlyList<SourceFacts> sources, CancellationToken cancellationToken) =>
        file.WriteAsync(session => Replace(session, tenant, sources), cancellationToken);

    private static FactsChange Replace(SqliteSession session, TenantId tenant, IReadOnlyList<SourceFacts> sources)
    {
        var subjects = new HashSet<SubjectId>();
        var patients = new HashSet<PatientId>();
        foreach (var source in sources)
        {
            var before = ReadSource(session, tenant, source.Source);
            if (before.SetEquals(source.Relationships)) continue;
            session.Write("DELETE FROM relationships WHERE tenant = $0 AND source = $1", tenant.Value, source.Source);
            foreach (var relationship in source.Relationships.Distinct()) Add(session, tenant, source.Source, relationship);
            // What stays as it was moves nobody's revision.
            before.SymmetricExceptWith(source.Relationships);
            subjects.UnionWith(before.Select(relationship => relationship.Subject));
            patients.UnionWith(before.Select(relationship => relationship.Patient));
        }
        return new FactsChange(
            [.. patients.Select(patient => ReadPatient(session, tenant, patient, Bump(session, tenant, OfPatient, patient.Value)))],
            [.. subjects.Select(subject => new SubjectRevision(tenant, subject, Bump(session, tenant, OfSubject, subject.Value)))]);
    }

    private static void Add(SqliteSession session, TenantId tenant, string source, Relationship relationship) => session.Write(
        "INSERT INTO relationships (tenant, source, subject, patient, because, valid_from, valid_until) VALUES ($0, $1, $2, $3, $4, $5, $6)",
        tenant.Value, source, relationship.Subject.Value, relationship.Patient.Value, relationship.Because,
        relationship.From?.UtcTicks, relationship.Until?.UtcTicks);

    private static long Bump(SqliteSession session, TenantId tenant, string kind, string id)
    {
        session.Write(
            "INSERT INTO revisions (tenant, kind, id, revision) VALUES ($0, $1, $2, 1) "
            + "ON CONFLICT (tenant, kind, id) DO UPDATE SET revision = revision + 1",
            tenant.Value, kind, id);
        using var row = session.Read(
            "SELECT revision FROM revisions WHERE tenant = $0 AND kind = $1 AND id = $2", tenant.Value, kind, id);
        return row.Read() ? row.GetInt64(0) : throw new InvalidDataException("A revision that was just written is missing.");
    }

    private static HashSet<Relationship> ReadSource(SqliteSession session, TenantId tenant, string source)
    {
        using var rows = session.Read(
            "SELECT tenant, subject, patient, because, valid_from, valid_until FROM relationships WHERE tenant = $0 AND source = $1",
            tenant.Value, source);
        return [.. ReadRelationships(rows).Select(row => row.Relationship)];
    }

    private static PatientFacts ReadPatient(SqliteSession session, TenantId tenant, PatientId patient, long revision)
    {
        using var rows = session.Read(
            "SELECT tenant, subject, patient, because, valid_from, valid_until FROM relationships WHERE tenant = $0 AND patient = $1",
            tenant.Value, patient.Value);
        return new PatientFacts(tenant, patient, revision, [.. ReadRelationships(rows).Select(row => row.Relationship)]);
    }

    private static FactsChange ReadAll(SqliteSession session)
    {
        ILookup<(TenantId, PatientId), Relationship> relationships;
        using (var rows = session.Read("SELECT tenant, subject, patient, because, valid_from, valid_until FROM relationships"))
            relationships = ReadRelationships(rows).ToLookup(row => (row.Tenant, row.Relationship.Patient), row => row.Relationship);

        var patients = new List<PatientFacts>();
        var subjects = new List<SubjectRevision>();
        using var revisions = session.Read("SELECT tenant, kind, id, revision FROM revisions");
        while (revisions.Read())
        {
            var tenant = TenantId.Parse(revisions.GetString(0));
            var id = revisions.GetString(2);
            if (revisions.GetString(1) == OfSubject) subjects.Add(new SubjectRevision(tenant, SubjectId.Parse(id), revisions.GetInt64(3)));
            else patients.Add(ToPatient(tenant, PatientId.Parse(id), revisions.GetInt64(3)));
        }
        return new FactsChange(patients, subjects);

        PatientFacts ToPatient(TenantId tenant, PatientId patient, long revision) =>
            new(tenant, patient, revision, [.. relationships[(tenant, patient)]]);
    }

    private static IEnumerable<(TenantId Tenant, Relationship Relationship)> ReadRelationships(SqliteDataReader rows)
    {
        while (rows.Read())
            yield return (TenantId.Parse(rows.GetString(0)), new Relationship(
                SubjectId.Parse(rows.GetString(1)), PatientId.Parse(rows.GetString(2)), rows.GetString(3), Instant(rows, 4), Instant(rows, 5)));
    }

    private static DateTimeOffset? Instant(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : new DateTimeOffset(row.GetInt64(column), TimeSpan.Zero);
}
