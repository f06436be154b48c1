using RealtimeCare.Benchmarks.Clients;
using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;
using RealtimeCare.Benchmarks.Measures;
using RealtimeCare.Benchmarks.Micro;

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};

return args switch
{
    ["compare", .. var rest] when CompareOptions.Parse(rest, "compare.json") is { } options =>
        await CompareCommand.RunAsync(AllMeasures.InOrder, options, stopping.Token),
    ["client", .. var rest] when CompareOptions.Parse(rest, "client.json") is { } options =>
        await CompareCommand.RunAsync(AllMeasures.OfClients, options, stopping.Token),
    ["micro", .. var rest] => MicroCommand.Run(rest),
    ["facts-memory"] => await FactsMemory.RunAsync(stopping.Token),
    ["bare-host", var folder] => await BareHost.RunAsync(folder, stopping.Token),
    ["feed-host", var folder] => await FeedHost.RunAsync(folder, stopping.Token),
    ["follower"] => await FollowerRun.RunAsync(stopping.Token),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        compare [--only row,row] [--seconds n] [--rounds n] [--output file]
        client  [--only row,row] [--seconds n] [--rounds n] [--output file]
        micro [--filter x]
        facts-memory
        """);
    return 2;
}
