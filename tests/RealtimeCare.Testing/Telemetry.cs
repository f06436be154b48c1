using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace RealtimeCare.Testing;

/// <summary>Everything that the SDK tells an app's operators: each log line of every level with its values, each span and each measurement.</summary>
public sealed class Telemetry : ILoggerFactory, ILogger
{
    private const string Sdk = "RealtimeCare.Client";

    private readonly ConcurrentQueue<string> told = new();
    private readonly ActivityListener activities;
    private readonly MeterListener meters;

    public Telemetry()
    {
        activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith(Sdk, StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Tell("span", $"{activity.DisplayName} {activity.StatusDescription} {TextOf(activity.TagObjects)} {EventsOf(activity)}"),
        };
        ActivitySource.AddActivityListener(activities);
        meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name.StartsWith(Sdk, StringComparison.Ordinal)) listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Tell("meter", $"{instrument.Name} {value} {TextOf(tags.ToArray())}"));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Tell("meter", $"{instrument.Name} {value} {TextOf(tags.ToArray())}"));
        meters.Start();
    }

    public IReadOnlyList<string> Told => [.. told];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Tell("scope", $"{state} {TextOf(state as IEnumerable<KeyValuePair<string, object?>>)}");
        return null;
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        Tell("log", $"{eventId.Name} {formatter(state, exception)} {TextOf(state as IEnumerable<KeyValuePair<string, object?>>)} {exception}");
    }

    /// <summary>Adds what an app would log of an exception that it was given: all of it.</summary>
    public void Caught(Exception exception) => Tell("exception", $"{exception}");

    public void Dispose()
    {
        activities.Dispose();
        meters.Dispose();
    }

    private void Tell(string kind, string text) => told.Enqueue($"{kind} {text}");

    private static string TextOf(IEnumerable<KeyValuePair<string, object?>>? values) =>
        string.Join(' ', (values ?? []).Select(value => $"{value.Key}={value.Value}"));

    private static string EventsOf(Activity activity) => string.Join(' ', activity.Events.Select(one => $"{one.Name} {TextOf(one.Tags)}"));
}
