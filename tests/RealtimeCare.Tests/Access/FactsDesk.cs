using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Storage;
using RealtimeCare.Server.Storage.Sqlite;
using RealtimeCare.Tests.Streams;

namespace RealtimeCare.Tests.Access;

/// <summary>The facts on a real database in a temporary folder; opening it again is a restart.</summary>
internal sealed class FactsDesk : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().AddSingleton<AccessMetrics>().BuildServiceProvider();
    private SqliteFactsFile? file;

    public static TenantId Tenant { get; } = TenantId.Parse("north");

    public string DatabaseFolder => Path.Combine(folder.Path, "db");

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public FactsRegistry Facts { get; private set; } = null!;

    public IPatientDirectory Patients { get; private set; } = null!;

    public static async Task<FactsDesk> OpenAsync()
    {
        var desk = new FactsDesk();
        await desk.ReopenAsync();
        return desk;
    }

    public async Task ReopenAsync()
    {
        file?.Dispose();
        var keys = StorageKeys.Open(folder.Path);
        file = new SqliteFactsFile(Options.Create(new StorageOptions { DataFolder = folder.Path }), keys, Time);
        Patients = new SqlitePatientDirectory(file, keys, Time);
        Facts?.Dispose();
        Facts = new FactsRegistry(
            new SqliteFactsStore(file, keys), services.GetRequiredService<AccessMetrics>(), Time, NullLogger<FactsRegistry>.Instance);
        await Facts.LoadAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        Facts.Dispose();
        file?.Dispose();
        services.Dispose();
        folder.Dispose();
    }
}
