using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace RealtimeCare.Identity.Answers;

internal static class AnswersSetup
{
    public static IServiceCollection AddAnswers(this IServiceCollection services) => services
        .AddSingleton<FailureRegistry>()
        .AddSingleton<IdentityTrail>()
        .AddSingleton<IStartupFilter, IdentityFilter>()
        // A malformed body is the caller's fault in every environment, never an exception in the log.
        .Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = false);
}
