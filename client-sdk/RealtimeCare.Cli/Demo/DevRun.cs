namespace RealtimeCare.Cli.Demo;

internal sealed class DevRun(TextWriter output, TimeProvider time)
{
    public Task RunAsync(string dataFolder, int seed, CancellationToken cancellationToken) => Task.CompletedTask;
}
