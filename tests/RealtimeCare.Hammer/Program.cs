using RealtimeCare.Hammer;
using RealtimeCare.Hammer.Hosts;

if (HammerOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(HammerOptions.Usage);
    return 2;
}

if (options.Sabotage is not null && !HammeredHost.CanBeSabotaged)
{
    await Console.Error.WriteLineAsync(
        "Only a test build can be sabotaged. Run: dotnet run -c Release -p:Sabotage=true --project tests/RealtimeCare.Hammer -- " +
        $"--sabotage {options.Sabotage}");
    return 2;
}

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};

return await HammerRun.RunAsync(options, stopping.Token);
