using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RealtimeCare.Identity.Keys;

internal static class KeysSetup
{
    public static IServiceCollection AddKeys(this IServiceCollection services) => services
        .AddSingleton(s => SigningKeys.Open(s.GetRequiredService<IOptions<IdentityOptions>>().Value.KeysFolder, s.GetRequiredService<TimeProvider>()))
        .AddSingleton(s => new EmbeddedIssuer(s.GetRequiredService<IOptions<IdentityOptions>>(), s.GetRequiredService<SigningKeys>()));
}
