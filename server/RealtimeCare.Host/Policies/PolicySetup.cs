using RealtimeCare.Host.Settings;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Host.Policies;

internal static class PolicySetup
{
    /// <summary>The documents as they are at the start.</summary>
    /// <exception cref="SettingsMistakeException">One of them cannot be used.</exception>
    public static PolicyReading ReadPolicies(this PolicyFiles files)
    {
        var reading = files.Read();
        return reading.Set is null ? throw new SettingsMistakeException([.. reading.Mistakes.Select(static m => m.ToString())]) : reading;
    }

    /// <summary>Reads the documents again whenever they change; without any the built-in one never does.</summary>
    public static IServiceCollection AddPolicies(this IServiceCollection services, PolicyFiles files, PolicyReading first)
    {
        services.AddSingleton<PolicyMetrics>().AddSingleton<PolicyReports>();
        return services.AddHostedService(provider => new PolicyWorker(
            files,
            first,
            provider.GetRequiredService<LivePolicy>(),
            provider.GetRequiredService<PolicyReports>(),
            provider.GetRequiredService<TimeProvider>()));
    }
}
