using Microsoft.AspNetCore.Http;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Sessions;

/// <summary>Carries the caller from token validation to the endpoint.</summary>
internal sealed record CallerFeature(Caller Caller);

/// <summary>Finds the caller of an HTTP request.</summary>
public static class CallerHttpContextExtensions
{
    /// <summary>The caller of an authenticated request.</summary>
    /// <exception cref="InvalidOperationException">The endpoint does not require an authenticated caller.</exception>
    public static Caller GetCaller(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<CallerFeature>()?.Caller
            ?? throw new InvalidOperationException("The endpoint has no authenticated caller.");
    }
}
