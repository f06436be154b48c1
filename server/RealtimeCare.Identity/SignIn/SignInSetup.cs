using Microsoft.Extensions.DependencyInjection;

namespace RealtimeCare.Identity.SignIn;

internal static class SignInSetup
{
    public static IServiceCollection AddSignIn(this IServiceCollection services) => services
        .AddSingleton<PasswordTurns>()
        .AddScoped<PasswordSignIn>();
}
