using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access.Grants;
using RealtimeCare.Server.Storage;
using RealtimeCare.Server.Storage.Sqlite;
using RealtimeCare.Tests.Streams;

namespace RealtimeCare.Tests.Access.Grants;

/// <summary>Grants on a real database in a temporary folder; opening it again is a restart.</summary>
internal sealed class GrantsDesk : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private SqliteFactsFile? file;

    public static TenantId Tenant { get; } = TenantId.Parse("north");

    public static PatientId Patient { get; } = PatientId.Parse("patient-1");

    public static SubjectId Nurse { get; } = SubjectId.Parse("nurse-1");

    public string DatabaseFolder => Path.Combine(folder.Path, "db");

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public IGrantStore Store { get; private set; } = null!;

    public GrantRegistry Grants { get; private set; } = null!;

    public static async Task<GrantsDesk> OpenAsync()
    {
        var desk = new GrantsDesk();
        await desk.ReopenAsync();
        return desk;
    }

    public async Task ReopenAsync(IGrantStore? instead = null)
    {
        file?.Dispose();
        var keys = StorageKeys.Open(folder.Path);
        file = new SqliteFactsFile(Options.Create(new StorageOptions { DataFolder = folder.Path }), keys, Time);
        Store = instead ?? new SqliteGrantStore(file, keys, Time);
        Grants = new GrantRegistry(Store);
        await Grants.LoadAsync(Time.GetUtcNow().AddDays(-7), CancellationToken.None);
    }

    public GrantFile New(string reason = "unconscious", string? exemption = null, int minutes = 60)
    {
        var now = Time.GetUtcNow();
        var end = now.AddMinutes(minutes);
        return new GrantFile(
            new GrantRecord
            {
                Tenant = Tenant,
                Grant = new Grant(Guid.NewGuid(), Nurse, Patient, "session-1", "ETREAT", now, end),
                ReasonCode = "emergency",
                Exemption = exemption,
                EndsAt = end,
            },
            new GrantTexts(reason, null, null));
    }

    public void Dispose()
    {
        file?.Dispose();
        folder.Dispose();
    }
}
