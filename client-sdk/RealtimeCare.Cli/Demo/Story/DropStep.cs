using RealtimeCare.Cli.Demo.Cast;
using RealtimeCare.Cli.Demo.Checks;
using RealtimeCare.Cli.Demo.Screen;
using RealtimeCare.Client;

namespace RealtimeCare.Cli.Demo.Story;

/// <summary>The physician's cable is cut; the app comes back by itself and reads on from where it was.</summary>
internal sealed class DropStep(DemoCast cast, IDemoScreen screen, TimeProvider time) : IStoryStep
{
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public double At => 0.45;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var client = cast.Physician.Client;
        var back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var wasStale = false;
        void Watch(object? sender, ConnectionStatus status)
        {
            wasStale |= status.State == ConnectionState.Stale;
            if (wasStale && status.State == ConnectionState.Live) back.TrySetResult();
        }

        client.StatusChanged += Watch;
        try
        {
            var cutAt = time.GetTimestamp();
            var cut = cast.Relay.Cut();
            screen.Say($"the physician's cable is cut: {cut} connection broken without a farewell");
            screen.Stand(DemoCast.PhysicianName, "stale: the connection was lost");
            await back.Task.WaitAsync(BackWithin, time, cancellationToken);
            screen.Say($"the physician's app is back after {time.GetElapsedTime(cutAt).TotalSeconds:0.0} s and reads on from its position");
            screen.Stand(DemoCast.PhysicianName, "live again, resumed");
            return [];
        }
        catch (TimeoutException)
        {
            return [new(FindingKind.Step, $"the physician's app was not back {BackWithin.TotalSeconds:0} s after the connection was lost")];
        }
        finally
        {
            client.StatusChanged -= Watch;
        }
    }
}
