using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Identity.SignIn;
using RealtimeCare.Identity.Storage;

namespace RealtimeCare.Identity.Accounts;

internal static class AccountsSetup
{
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddIdentityCore<Account>().AddEntityFrameworkStores<IdentityDatabase>();
        // Replaces PBKDF2; passwords are judged by PasswordPolicy before they reach the user manager.
        services.AddSingleton<IPasswordHasher<Account>, Argon2PasswordHasher>();
        return services.AddSingleton<AccountTrail>().AddScoped<AccountStore>().AddScoped<AccountChanges>();
    }
}
