using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Host.Trust;

/// <summary>What no endpoint says itself: it needs a caller, and when it breaks it says nothing but a code.</summary>
internal static class ClosedDoors
{
    public static IServiceCollection AddClosedDoors(this IServiceCollection services)
    {
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddExceptionHandler<BareFailure>();
        services.AddProblemDetails();
        return services;
    }

    /// <summary>The exception is in the log by the request's id; the caller gets a coded problem.</summary>
    private sealed class BareFailure : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            if (exception is BadHttpRequestException bad)
                await new CodedProblem(bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? ErrorCode.TooLarge : ErrorCode.InvalidRequest).ExecuteAsync(httpContext);
            else
                await new CodedProblem(ErrorCode.Unavailable).ExecuteAsync(httpContext);
            return true;
        }
    }
}
