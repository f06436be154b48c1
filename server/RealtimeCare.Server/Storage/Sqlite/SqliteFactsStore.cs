using System.Security.Cryptography;
using System.Text.Json;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>What resources say and revisions in <c>db/facts.db</c>. Consents are encrypted: which labels a patient shares is itself sensitive.</summary>
internal sealed class SqliteFactsStore(SqliteFactsFile file, StorageKeys keys) : IFactsStore
{
    private readonly PayloadCipher cipher = new(keys);

    public async ValueTask ReadAllAsync(Action<FactsChange> take, CancellationToken cancellationToken)
    {
        var reader = new SqliteFactsReader(cipher);
        try
        {
            await file.ReadAsync(session => { reader.ReadAll(session, take); return true; }, cancellationToken);
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            throw new FactsUnavailableException("A consent could not be opened.", exception);
        }
    }

    public ValueTask<FactsChange> ReplaceAsync(
        TenantId tenant, IReadOnlyList<SourceFacts> sources, CancellationToken cancellationToken) =>
        file.WriteAsync(
            session =>
            {
                var writing = new SqliteFactsWriting(session, tenant, cipher);
                foreach (var source in sources) writing.Replace(source);
                return writing.Finish();
            },
            cancellationToken);
}
