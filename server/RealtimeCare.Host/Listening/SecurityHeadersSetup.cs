namespace RealtimeCare.Host.Listening;

internal static class SecurityHeadersSetup
{
    public static IServiceCollection AddSecurityHeaders(this IServiceCollection services) => services.AddSingleton<IStartupFilter, SecurityHeaders>();
}
