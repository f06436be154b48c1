using Spectre.Console;

namespace RealtimeCare.Cli.Terminal;

/// <summary>A bar for long work; nothing when the output is redirected.</summary>
internal static class ProgressBar
{
    /// <summary>Runs work that reports how many of a known number are done.</summary>
    public static async Task<T> RunAsync<T>(string title, int total, Func<Action<int>, Task<T>> work)
    {
        if (Console.IsOutputRedirected || Console.IsErrorRedirected) return await work(_ => { });
        return await AnsiConsole.Progress().AutoClear(true).StartAsync(async context =>
        {
            var task = context.AddTask(Markup.Escape(title), maxValue: Math.Max(1, total));
            return await work(done => task.Value = done);
        });
    }
}
