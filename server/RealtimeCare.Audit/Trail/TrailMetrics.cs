using System.Diagnostics.Metrics;

namespace RealtimeCare.Audit.Trail;

/// <summary>What an operator watches of the trail.</summary>
public sealed class TrailMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _entries;
    private readonly Counter<long> _frames;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _refusals;
    private readonly Histogram<double> _commit;

    /// <summary>Registers the instruments.</summary>
    public TrailMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("RealtimeCare.Audit");
        _entries = _meter.CreateCounter<long>("realtimecare.audit.entries", "{entry}", "Entries made durable.");
        _frames = _meter.CreateCounter<long>("realtimecare.audit.frames", "{frame}", "Frames written, one synchronous write each.");
        _bytes = _meter.CreateCounter<long>("realtimecare.audit.bytes", "By", "Bytes written.");
        _failures = _meter.CreateCounter<long>("realtimecare.audit.write_failures", "{failure}", "Writes that failed or hung.");
        _refusals = _meter.CreateCounter<long>("realtimecare.audit.refusals", "{entry}", "Entries refused because the trail was unavailable.");
        _commit = _meter.CreateHistogram<double>("realtimecare.audit.commit.duration", "s", "Time to make one frame durable.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Committed(int entries, int bytes, TimeSpan took)
    {
        _entries.Add(entries);
        _frames.Add(1);
        _bytes.Add(bytes);
        _commit.Record(took.TotalSeconds);
    }

    internal void Failed(int refused)
    {
        _failures.Add(1);
        _refusals.Add(refused);
    }

    internal void Refused() => _refusals.Add(1);
}
