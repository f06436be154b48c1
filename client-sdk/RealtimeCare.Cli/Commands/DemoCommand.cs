using System.CommandLine;
using RealtimeCare.Cli.Demo;
using RealtimeCare.Cli.Demo.Cast;
using RealtimeCare.Cli.Demo.Host;
using RealtimeCare.Cli.Demo.Screen;
using RealtimeCare.Cli.Terminal;
using Spectre.Console;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>demo</c>: the main job in one command.</summary>
internal static class DemoCommand
{
    private const string Title = "Start a real host and show the main job live: monitors publish, people follow and see their fields, a handover, a dropped connection, a forced end, a stranger; then verify it all.";

    private static readonly Option<bool> Plain = new("--plain") { Description = "Plain lines instead of panels." };
    private static readonly Option<int> Seconds = new("--seconds") { Description = "How long the monitors run, 5 to 3600.", DefaultValueFactory = _ => 20 };
    private static readonly Option<string?> Input = new("--input") { Description = "A file or folder of FHIR R4 bundles to replay instead of the simulated ward." };
    private static readonly Option<int> Seed = new("--seed") { Description = "The same seed repeats the same ward.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> Data = new("--data") { Description = "Keep the host's data in this new folder." };
    private static readonly Option<string?> Sabotage = new("--sabotage") { Description = "Break one thing on purpose, to see that the demo notices; a test build only." };

    public static Command Create()
    {
        Sabotage.AcceptOnlyFromAmong([.. DemoOptions.Sabotages]);
        var command = new Command("demo", Title) { Plain, Seconds, Input, Seed, Data, Sabotage };
        Seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 5 or > 3600) result.AddError("--seconds is from 5 to 3600.");
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(Options(parsed), TimeProvider.System, cancellationToken));
        return command;
    }

    private static DemoOptions Options(ParseResult parsed) => new()
    {
        Plain = parsed.GetValue(Plain) || Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi,
        Lasts = TimeSpan.FromSeconds(parsed.GetValue(Seconds)),
        Input = parsed.GetValue(Input),
        Seed = parsed.GetValue(Seed),
        DataFolder = parsed.GetValue(Data),
        Sabotage = parsed.GetValue(Sabotage),
    };

    private static async Task<int> RunAsync(DemoOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (options.Sabotage is not null && !DemoHost.CanBeSabotaged)
            throw new CliException(
                "Only a test build can be sabotaged. Run: dotnet run -p:Sabotage=true --project client-sdk/RealtimeCare.Cli -- " +
                $"demo --sabotage {options.Sabotage}",
                ExitCodes.Usage);
        if (HostLocation.Find() is null) throw new CliException(HostLocation.HowToGetIt);
        IDemoScreen screen = options.Plain ? new PlainScreen(Console.Out, time) : new LiveScreen(DemoCast.Panels, time);
        using var folder = new DemoFolder(options.DataFolder);
        var report = await screen.ShowAsync(() => new DemoRun(options, screen, time).RunAsync(folder, cancellationToken));
        WhatNext.Print(report, options, folder);
        CliOutput.Lines(report.Lines());
        return report.Succeeded ? ExitCodes.Ok : ExitCodes.Failed;
    }
}
