using System.Diagnostics;
using System.Text.Json;

namespace RealtimeCare.Benchmarks.Clients;

/// <summary>A client as a child process, with the garbage collector that apps have. It ends when its standard input closes.</summary>
internal sealed class FollowerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process process;

    private FollowerProcess(Process process, FollowerPlan plan) => (this.process, Plan) = (process, plan);

    public FollowerPlan Plan { get; }

    /// <summary>Starts a client and waits until it is connected.</summary>
    /// <param name="onOneCore">Whether it may use one core only, with all its threads.</param>
    public static async Task<FollowerProcess> StartAsync(FollowerPlan plan, bool onOneCore, CancellationToken cancellationToken)
    {
        string[] command = [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", typeof(FollowerProcess).Assembly.Location, "follower"];
        if (onOneCore) command = ["taskset", "-c", "0", .. command];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["DOTNET_gcServer"] = "0";
        var follower = new FollowerProcess(Process.Start(start) ?? throw new InvalidOperationException("The client did not start."), plan);
        try
        {
            await follower.WriteAsync(JsonSerializer.Serialize(plan, JsonSerializerOptions.Web), cancellationToken);
            await follower.ReadAsync(cancellationToken);
            return follower;
        }
        catch
        {
            await follower.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the next so many events cost, of which <paramref name="feed"/> is the beginning.</summary>
    public async Task<FollowerCost> CountAsync(int events, Func<Task> feed, CancellationToken cancellationToken)
    {
        await WriteAsync($"count {events}", cancellationToken);
        await ReadAsync(cancellationToken);
        await feed();
        return CostOf(await ReadAsync(cancellationToken));
    }

    /// <summary>What it costs to follow a patient from the beginning until so many events were handled.</summary>
    public async Task<FollowerCost> CatchUpAsync(int events, CancellationToken cancellationToken)
    {
        await WriteAsync($"catch-up {events}", cancellationToken);
        return CostOf(await ReadAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    private static FollowerCost CostOf(string line) => JsonSerializer.Deserialize<FollowerCost>(line, JsonSerializerOptions.Web)!;

    private async Task WriteAsync(string line, CancellationToken cancellationToken)
    {
        await process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
        await process.StandardInput.FlushAsync(cancellationToken);
    }

    private async Task<string> ReadAsync(CancellationToken cancellationToken) =>
        await process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken)
        ?? throw new InvalidOperationException("The client stopped.");
}
