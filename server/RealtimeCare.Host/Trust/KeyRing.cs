using Microsoft.AspNetCore.DataProtection;
using RealtimeCare.Host.Data;

namespace RealtimeCare.Host.Trust;

/// <summary>Keeps the framework's own key ring in the data folder; its default place is outside of it.</summary>
internal static class KeyRing
{
    public static IServiceCollection AddKeyRing(this IServiceCollection services, DataFolder data)
    {
        services.AddDataProtection().SetApplicationName("RealtimeCare").PersistKeysToFileSystem(new DirectoryInfo(data.Keys));
        return services;
    }
}
