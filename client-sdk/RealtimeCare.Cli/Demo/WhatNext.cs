using RealtimeCare.Cli.Demo.Checks;

namespace RealtimeCare.Cli.Demo;

/// <summary>What to try after the demo.</summary>
internal static class WhatNext
{
    private const string Run = "dotnet run --project client-sdk/RealtimeCare.Cli --";

    /// <summary>Prints it.</summary>
    public static void Print(DemoReport report, DemoOptions options, DemoFolder folder)
    {
        Console.Out.WriteLine();
        if (!report.Succeeded) return;
        Console.Out.WriteLine("Try next:");
        Line("dev", "the same world, kept running, with sign-ins for your own program");
        if (options.Input is null) Line("demo --input FOLDER", "replay FHIR R4 bundles instead of the simulated ward");
        if (options.DataFolder is null) Line("demo --data FOLDER", "keep the host's data, to look into it");
        else Line($"trail verify {folder.Trail}", "prove the audit trail of this run once more, offline");
        Console.Out.WriteLine("  client-sdk/samples holds a clinician's, a publisher's and an administrator's program, each under 60 lines.");
        Console.Out.WriteLine();
    }

    private static void Line(string arguments, string why) => Console.Out.WriteLine($"  {Run} {arguments}\n      {why}");
}
