using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace RealtimeCare.Benchmarks.Micro;

/// <summary>Runs the micro-benchmarks. In this process, so that a run builds nothing.</summary>
internal static class MicroCommand
{
    public static int Run(string[] arguments)
    {
        var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(8);
        var config = DefaultConfig.Instance.AddJob(job)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "realtimecare-benchmarks"))
            .WithOptions(ConfigOptions.JoinSummary | ConfigOptions.DisableLogFile);
        string[] all = arguments.Length == 0 ? ["--filter", "*"] : arguments;
        return BenchmarkSwitcher.FromTypes([typeof(DecideBenchmarks), typeof(ShapeBenchmarks), typeof(EncodeBenchmarks), typeof(AppendBenchmarks)])
            .Run(all, config).Any(summary => summary.HasCriticalValidationErrors) ? 1 : 0;
    }
}
