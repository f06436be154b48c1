using System.CommandLine;

namespace RealtimeCare.Cli.Commands.Policies;

/// <summary><c>policy</c>: the work-bench for policy documents. None of it needs a server.</summary>
internal static class PolicyCommands
{
    public static Command Create() => new("policy", "Check, print and compare policy documents. Needs no server.")
    {
        PolicyCheckCommand.Create(), PolicyMatrixCommand.Create(), PolicyDiffCommand.Create(), PolicyReplayCommand.Create(),
    };

    /// <summary>A document.</summary>
    internal static Argument<FileInfo> File(string name, string description)
    {
        var file = new Argument<FileInfo>(name) { Description = description };
        file.AcceptExistingOnly();
        return file;
    }

    /// <summary><c>--tenant</c></summary>
    internal static Option<FileInfo> Tenant()
    {
        var tenant = new Option<FileInfo>("--tenant") { Description = "A tenant's document, which may only tighten the policy." };
        tenant.AcceptExistingOnly();
        return tenant;
    }
}
