using System.Text.Json;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>One change of facts in its transaction: notes whom it concerns and moves their revisions at the end.</summary>
internal sealed class SqliteFactsWriting(SqliteSession session, TenantId tenant, PayloadCipher cipher)
{
    private readonly SqliteFactsReader reader = new(cipher);
    private readonly HashSet<SubjectId> subjects = [];
    private readonly HashSet<PatientId> patients = [];
    private readonly HashSet<string> members = new(StringComparer.Ordinal);

    /// <summary>Replaces what a source says.</summary>
    public void Replace(SourceFacts facts)
    {
        ReplaceConsent(facts);
        var before = SqliteFactsReader.ReadSource(session, tenant, facts.Source);
        var after = SqliteFactsRow.Of(facts);
        if (before.SetEquals(after)) return;
        session.Write("DELETE FROM relationships WHERE tenant = $0 AND source = $1", tenant.Value, facts.Source);
        session.Write("DELETE FROM links WHERE tenant = $0 AND source = $1", tenant.Value, facts.Source);
        foreach (var row in after) Add(facts.Source, row);
        // What stays as it was moves nobody's revision.
        before.SymmetricExceptWith(after);
        foreach (var row in before) Note(row);
    }

    /// <summary>Those whom it concerned, as they are now.</summary>
    public FactsChange Finish()
    {
        foreach (var member in members)
            if (Affiliation.PersonOf(member) is { } person) subjects.Add(person);
            else subjects.UnionWith(SqliteFactsReader.ReadPersons(session, tenant, member));
        return new FactsChange(
            [.. patients.Select(patient => reader.ReadPatient(session, tenant, patient, Bump(SqliteFactsReader.OfPatient, patient.Value)))],
            [.. subjects.Select(subject => new SubjectRevision(tenant, subject, Bump(SqliteFactsReader.OfSubject, subject.Value)))])
        {
            Members = [.. members.Select(member => SqliteFactsReader.ReadMember(session, tenant, member))],
        };
    }

    private void ReplaceConsent(SourceFacts facts)
    {
        var before = reader.ReadConsent(session, tenant, facts.Source);
        var rule = facts.Consent is { } consent ? JsonSerializer.SerializeToUtf8Bytes(consent.Root) : null;
        if (before is null && rule is null) return;
        if (before is { } same && rule is not null && same.Patient == facts.Consent!.Patient && same.Rule.AsSpan().SequenceEqual(rule)) return;
        if (before is not null) patients.Add(before.Value.Patient);
        session.Write("DELETE FROM consents WHERE tenant = $0 AND source = $1", tenant.Value, facts.Source);
        if (rule is null) return;
        var patient = facts.Consent!.Patient;
        patients.Add(patient);
        session.Write(
            "INSERT INTO consents (tenant, source, patient, rule) VALUES ($0, $1, $2, $3)", tenant.Value, facts.Source, patient.Value,
            cipher.Encrypt(tenant, SqliteFactsReader.PlaceOf(tenant, patient, facts.Source), rule));
    }

    private void Add(string source, SqliteFactsRow row)
    {
        if (row.Kind == SqliteFactsKind.Treatment)
            session.Write(
                "INSERT INTO relationships (tenant, source, subject, patient, because, valid_from, valid_until) VALUES ($0, $1, $2, $3, $4, $5, $6)",
                tenant.Value, source, row.Member, row.Target, row.Because, row.From, row.Until);
        else
            session.Write(
                "INSERT INTO links (tenant, source, kind, member, target, because, valid_from, valid_until) VALUES ($0, $1, $2, $3, $4, $5, $6, $7)",
                tenant.Value, source, (int)row.Kind, row.Member, row.Target, row.Because, row.From, row.Until);
    }

    private void Note(SqliteFactsRow row)
    {
        if (row.Kind == SqliteFactsKind.Affiliation) members.Add(row.Member);
        else patients.Add(PatientId.Parse(row.Target));
        if (row.Kind is SqliteFactsKind.Treatment or SqliteFactsKind.Proxy) subjects.Add(SubjectId.Parse(row.Member));
    }

    private long Bump(string kind, string id)
    {
        session.Write(
            "INSERT INTO revisions (tenant, kind, id, revision) VALUES ($0, $1, $2, 1) "
            + "ON CONFLICT (tenant, kind, id) DO UPDATE SET revision = revision + 1",
            tenant.Value, kind, id);
        using var row = session.Read(
            "SELECT revision FROM revisions WHERE tenant = $0 AND kind = $1 AND id = $2", tenant.Value, kind, id);
        return row.Read() ? row.GetInt64(0) : throw new InvalidDataException("A revision that was just written is missing.");
    }
}
