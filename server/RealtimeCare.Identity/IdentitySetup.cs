using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RealtimeCare.Identity.Accounts;
using RealtimeCare.Identity.Answers;
using RealtimeCare.Identity.Clients;
using RealtimeCare.Identity.FirstStart;
using RealtimeCare.Identity.Keys;
using RealtimeCare.Identity.SignIn;
using RealtimeCare.Identity.Storage;
using RealtimeCare.Identity.Tokens;

namespace RealtimeCare.Identity;

/// <summary>The embedded issuer in two calls.</summary>
public static class IdentitySetup
{
    /// <summary>
    /// Adds the issuer. The application also registers an <c>IAuditTrail</c>, an <see cref="ISessionStatus"/>, an
    /// <see cref="IAccountChanges"/> and the authentication scheme that guards the admin API.
    /// </summary>
    public static IServiceCollection AddRealtimeCareIdentity(this IServiceCollection services, Action<IdentityOptions> configure)
    {
        services.AddOptions<IdentityOptions>().Configure(configure).ValidateOnStart();
        services.AddSingleton<IValidateOptions<IdentityOptions>, IdentityOptionsPolicy>();
        services.TryAddSingleton(TimeProvider.System);
        return services.AddKeys().AddStorage().AddAnswers().AddAccounts().AddSignIn().AddTokens().AddClients().AddFirstStart();
    }

    /// <summary>Maps sign-in, tokens, first setup and the admin API of users and clients.</summary>
    public static IEndpointRouteBuilder MapRealtimeCareIdentity(this IEndpointRouteBuilder endpoints) => endpoints
        .MapSetup()
        .MapChallenge()
        .MapToken()
        .MapAccounts()
        .MapClients();
}
