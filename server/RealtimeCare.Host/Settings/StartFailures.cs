using Microsoft.Extensions.Options;

namespace RealtimeCare.Host.Settings;

/// <summary>Turns a start that cannot succeed into a text that says what to do, and an exit code.</summary>
internal static class StartFailures
{
    private const int Configuration = 2;
    private const int Environment = 3;

    public static async Task<int> ReportAsync(Func<Task> run)
    {
        try
        {
            await run();
            return 0;
        }
        catch (Exception e) when (e is SettingsMistakeException or OptionsValidationException || IsAllValidation(e))
        {
            await Console.Error.WriteLineAsync(e is SettingsMistakeException ? e.Message : new SettingsMistakeException(Mistakes(e)).Message);
            return Configuration;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
        {
            await Console.Error.WriteLineAsync("The host cannot start: " + e.Message);
            return Environment;
        }
    }

    private static bool IsAllValidation(Exception e) => e is AggregateException all && all.InnerExceptions.All(i => i is OptionsValidationException);

    private static List<string> Mistakes(Exception e) => e is AggregateException all
        ? [.. all.InnerExceptions.SelectMany(Mistakes)]
        : [.. ((OptionsValidationException)e).Failures];
}
