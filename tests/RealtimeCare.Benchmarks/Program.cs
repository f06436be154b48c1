using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;
using RealtimeCare.Benchmarks.Micro;

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};

return args switch
{
    ["compare", .. var rest] when CompareOptions.Parse(rest) is { } options => await CompareCommand.RunAsync(options, stopping.Token),
    ["micro", .. var rest] => MicroCommand.Run(rest),
    ["facts-memory"] => await FactsMemory.RunAsync(stopping.Token),
    ["bare-host", var folder] => await BareHost.RunAsync(folder, stopping.Token),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        compare [--only row,row] [--seconds n] [--rounds n] [--output file]
        micro [--filter x]
        facts-memory
        """);
    return 2;
}
