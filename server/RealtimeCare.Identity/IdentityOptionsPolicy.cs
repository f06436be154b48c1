using Microsoft.Extensions.Options;

namespace RealtimeCare.Identity;

/// <summary>Refuses a start with options that cannot be used, all mistakes at once.</summary>
internal sealed class IdentityOptionsPolicy : IValidateOptions<IdentityOptions>
{
    public ValidateOptionsResult Validate(string? name, IdentityOptions options)
    {
        var mistakes = options.Mistakes().ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }
}
