using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Access.Grants;
using RealtimeCare.Server.Sessions;
using RealtimeCare.Server.Storage.Sqlite;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Quarantine;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Server.Storage;

/// <summary>Registers the stores.</summary>
public static class StorageSetup
{
    /// <summary>Adds the SQLite stores in the data folder of <see cref="StorageOptions"/>.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>().BindConfiguration("RealtimeCare:Storage").ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsCheck>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => StorageKeys.Open(provider.GetRequiredService<IOptions<StorageOptions>>().Value.DataFolder));
        services.AddHostedService<StorageKeysWorker>();
        services.AddSingleton<SqliteStreamStore>();
        services.TryAddSingleton<IStreamStore>(static provider => provider.GetRequiredService<SqliteStreamStore>());
        services.TryAddSingleton<IReceiptStore, SqliteReceiptStore>();
        services.TryAddSingleton<IQuarantineStore, SqliteQuarantineStore>();
        services.TryAddSingleton<ISeenStore, SqliteSeenStore>();
        services.AddSingleton<SqliteFactsFile>();
        services.TryAddSingleton<IFactsStore, SqliteFactsStore>();
        services.TryAddSingleton<IGrantStore, SqliteGrantStore>();
        services.TryAddSingleton<IPatientDirectory, SqlitePatientDirectory>();
        services.TryAddSingleton<ISessionStore, SqliteSessionStore>();
        return services;
    }
}
