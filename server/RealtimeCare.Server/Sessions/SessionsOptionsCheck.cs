using Microsoft.Extensions.Options;

namespace RealtimeCare.Server.Sessions;

/// <summary>A tenant or operator may tighten the session limits, never loosen them.</summary>
internal sealed class SessionsOptionsCheck : IValidateOptions<SessionsOptions>
{
    private static readonly SessionsOptions Loosest = new();

    public ValidateOptionsResult Validate(string? name, SessionsOptions options)
    {
        List<string> failures = [];
        if (options.Issuers.Count == 0) failures.Add("RealtimeCare:Sessions: no issuer of access tokens is trusted.");
        Within(nameof(options.IdleTimeout), options.IdleTimeout, Loosest.IdleTimeout);
        Within(nameof(options.AbsoluteTimeout), options.AbsoluteTimeout, Loosest.AbsoluteTimeout);
        Within(nameof(options.MaxTokenLifetime), options.MaxTokenLifetime, Loosest.MaxTokenLifetime);
        if (options.MaxSessionsPerPerson is < 1 or > 3) failures.Add("RealtimeCare:Sessions:MaxSessionsPerPerson must be 1 to 3.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Within(string setting, TimeSpan value, TimeSpan most)
        {
            if (value <= TimeSpan.Zero || value > most) failures.Add($"RealtimeCare:Sessions:{setting} must be more than 0 and at most {most}.");
        }
    }
}
