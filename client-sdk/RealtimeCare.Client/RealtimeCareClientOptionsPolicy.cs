using Microsoft.Extensions.Options;
using RealtimeCare.Client.Connecting;

namespace RealtimeCare.Client;

/// <summary>Says all that is wrong with the options, when the app starts; what the clients themselves refuse one by one.</summary>
internal sealed class RealtimeCareClientOptionsPolicy : IValidateOptions<RealtimeCareClientOptions>
{
    public ValidateOptionsResult Validate(string? name, RealtimeCareClientOptions options)
    {
        var failures = new List<string>();
        Try(() => ServerAddress.Require(options.Server), failures);
        Try(() => new ServerTrust(options.TrustedRoots, options.PinnedSpkiSha256), failures);
        if (options.Tokens is null) failures.Add("A token source is needed: set Tokens, or register an ITokenSource.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void Try(Func<object> use, List<string> failures)
    {
        try
        {
            use();
        }
        catch (ArgumentException exception)
        {
            // Without the name of a parameter, which nobody has given here.
            failures.Add(exception.Message.Split(" (Parameter", 2)[0]);
        }
    }
}
