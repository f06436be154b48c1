using RealtimeCare.Audit.Verification;
using RealtimeCare.Cli.Demo.Checks;
using RealtimeCare.Cli.Demo.Screen;

namespace RealtimeCare.Cli.Demo;

/// <summary>Verifies the audit trail that the host left, offline, with the independent verifier.</summary>
internal static class DemoTrail
{
    /// <summary>Verifies it.</summary>
    public static IReadOnlyList<Finding> Verify(string folder, IDemoScreen screen)
    {
        var report = TrailVerifier.Verify(folder);
        screen.Say(report.IsValid
            ? $"the trail is whole and unchanged: {report.Entries} entries in {report.Frames} signed frames"
            : $"the trail does not verify: {report.Problems.Count} problems");
        if (report.IsValid) return [];
        return report.Problems.Count == 0
            ? [new(FindingKind.Trail, "the trail is empty")]
            : [.. report.Problems.Select(p => new Finding(FindingKind.Trail, $"{p.Kind} in {Path.GetFileName(p.File)} at byte {p.Offset}: {p.Text}"))];
    }
}
