using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>Patients in <c>db/facts.db</c>. Of an identifier only a keyed hash is kept.</summary>
internal sealed class SqlitePatientDirectory(SqliteFactsFile file, StorageKeys keys, TimeProvider time) : IPatientDirectory
{
    private readonly LookupHash hash = new(keys);

    public ValueTask<PatientId?> FindAsync(TenantId tenant, PatientReference reference, CancellationToken cancellationToken) =>
        reference switch
        {
            { Id: { } id, Identifier: null } => file.ReadAsync(session => FindById(session, tenant, id), cancellationToken),
            { Id: null, Identifier: { } identifier } =>
                file.ReadAsync(session => FindByIdentifier(session, tenant, HashOf(tenant, identifier)), cancellationToken),
            _ => ValueTask.FromResult<PatientId?>(null),
        };

    public ValueTask<FoundPatient?> FindOrCreateAsync(
        TenantId tenant, IReadOnlyList<PatientIdentifier> identifiers, PatientId proposed, CancellationToken cancellationToken)
    {
        var hashes = identifiers.Select(identifier => HashOf(tenant, identifier)).ToList();
        return file.WriteAsync(session => FindOrCreate(session, tenant, hashes, proposed), cancellationToken);
    }

    private FoundPatient? FindOrCreate(SqliteSession session, TenantId tenant, List<byte[]> hashes, PatientId proposed)
    {
        var known = hashes.Select(one => FindByIdentifier(session, tenant, one)).OfType<PatientId>().Distinct().ToList();
        if (known.Count > 1) return null;
        var patient = known.Count == 1 ? known[0] : proposed;
        if (known.Count == 0) Add(session, tenant, patient);
        foreach (var one in hashes)
            session.Write(
                "INSERT OR IGNORE INTO identifiers (tenant, identifier, patient) VALUES ($0, $1, $2)", tenant.Value, one, patient.Value);
        return new FoundPatient(patient, known.Count == 0);
    }

    private void Add(SqliteSession session, TenantId tenant, PatientId patient) => session.Write(
        "INSERT INTO patients (tenant, patient, created_at) VALUES ($0, $1, $2)", tenant.Value, patient.Value, time.GetUtcNow().UtcTicks);

    private static PatientId? FindById(SqliteSession session, TenantId tenant, string id)
    {
        using var row = session.Read("SELECT patient FROM patients WHERE tenant = $0 AND patient = $1", tenant.Value, id);
        return row.Read() ? PatientId.Parse(row.GetString(0)) : null;
    }

    private static PatientId? FindByIdentifier(SqliteSession session, TenantId tenant, byte[] identifier)
    {
        using var row = session.Read("SELECT patient FROM identifiers WHERE tenant = $0 AND identifier = $1", tenant.Value, identifier);
        return row.Read() ? PatientId.Parse(row.GetString(0)) : null;
    }

    private byte[] HashOf(TenantId tenant, PatientIdentifier identifier) =>
        hash.Of(tenant, "identifier", identifier.System, identifier.Value);
}
