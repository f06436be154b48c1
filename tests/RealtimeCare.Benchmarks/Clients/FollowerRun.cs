using System.Globalization;
using System.Text.Json;

namespace RealtimeCare.Benchmarks.Clients;

/// <summary>The measured client itself: does what the lines of its standard input say and answers each with one line.</summary>
internal static class FollowerRun
{
    private const string Ready = "ready";

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var plan = JsonSerializer.Deserialize<FollowerPlan>((await Console.In.ReadLineAsync(cancellationToken))!, JsonSerializerOptions.Web)!;
        await using IFollower follower = plan.IsBare ? new BareConnection(plan) : new SdkConnection(plan);
        await follower.ConnectAsync(cancellationToken);
        await SayAsync(Ready);
        while (await Console.In.ReadLineAsync(cancellationToken) is { } line)
        {
            var meter = new FollowerMeter(int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
            if (line.StartsWith("count", StringComparison.Ordinal))
            {
                await follower.CountAsync(meter, cancellationToken);
                meter.Start();
                await SayAsync(Ready);
            }
            else
            {
                meter.Start();
                await follower.CatchUpAsync(meter, cancellationToken);
            }

            await SayAsync(JsonSerializer.Serialize(await meter.Done, JsonSerializerOptions.Web));
        }

        return 0;
    }

    private static async Task SayAsync(string line)
    {
        await Console.Out.WriteLineAsync(line);
        await Console.Out.FlushAsync();
    }
}
