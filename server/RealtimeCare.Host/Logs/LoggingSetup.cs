using System.Globalization;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace RealtimeCare.Host.Logs;

/// <summary>The log for operators: readable on the console, compact JSON lines in a file. The trail is another thing.</summary>
internal static class LoggingSetup
{
    private const int DaysKept = 31;

    /// <summary>Joins as one provider: replacing the logger factory would cut off the redaction of classified values.</summary>
    public static WebApplicationBuilder LogTo(this WebApplicationBuilder builder, string folder, bool consoleOnStandardError)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(Build(folder, consoleOnStandardError), dispose: true);
        return builder;
    }

    private static Serilog.Core.Logger Build(string folder, bool consoleOnStandardError) => new LoggerConfiguration()
        .MinimumLevel.Information()
        // The request log of the framework prints queries, and OpenIddict prints whole requests: neither is allowed to speak below a warning.
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        .MinimumLevel.Override("System", LogEventLevel.Warning)
        // A denied call and a closed upload stream are no errors; the trail and our own log tell of both.
        .MinimumLevel.Override("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogEventLevel.Fatal)
        .MinimumLevel.Override("OpenIddict", LogEventLevel.Warning)
        // Says that its keys are not encrypted: they lie in the data folder, like the keys they would be encrypted with.
        .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
        // Settings that cannot be used are told in plain words when the process ends; a stack trace would bury them.
        .Filter.ByExcluding(e => e.Exception is OptionsValidationException)
        .WriteTo.Console(
            outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}",
            formatProvider: CultureInfo.InvariantCulture,
            standardErrorFromLevel: consoleOnStandardError ? LogEventLevel.Verbose : null)
        .WriteTo.File(
            new CompactJsonFormatter(),
            Path.Combine(folder, "realtimecare-.jsonl"),
            rollingInterval: RollingInterval.Day,
            retainedFileCountLimit: DaysKept)
        .CreateLogger();
}
