using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RealtimeCare.Hammer.Chaos;
using RealtimeCare.Hammer.Checks;

namespace RealtimeCare.Hammer.Reporting;

/// <summary>The outcome of a run, for people and for programs.</summary>
internal sealed record HammerReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public required bool Clean { get; init; }

    public required int Seed { get; init; }

    public required double Seconds { get; init; }

    public required int Clients { get; init; }

    public required int Acknowledged { get; init; }

    public required int RepeatsAnswered { get; init; }

    public required int Delivered { get; init; }

    public required int Kills { get; init; }

    public required int Drops { get; init; }

    public required int Freezes { get; init; }

    public required int SessionsEnded { get; init; }

    /// <summary>How often the disk under the event store failed.</summary>
    public required int DiskFaults { get; init; }

    /// <summary>How many faults of each kind were counted, where the run was of faults.</summary>
    public required IReadOnlyDictionary<FaultKind, int> Faults { get; init; }

    /// <summary>Events refused with "later" because something that the host needs was down.</summary>
    public required int Unavailable { get; init; }

    public required int Comebacks { get; init; }

    /// <summary>Publish to receive in milliseconds, outside outages.</summary>
    public required Spread Latency { get; init; }

    /// <summary>Seconds from a kill until the host listens.</summary>
    public required Spread HostUp { get; init; }

    /// <summary>Seconds from a kill until every client follows.</summary>
    public required Spread AllBack { get; init; }

    public required int LagPeak { get; init; }

    public required double MemoryBegin { get; init; }

    public required double MemoryEnd { get; init; }

    public required double MemoryPeak { get; init; }

    public required double MemoryAfter { get; init; }

    public required long TrailEntries { get; init; }

    public required IReadOnlyDictionary<FindingKind, int> Broken { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var finding in Findings) text.AppendLine(CultureInfo.InvariantCulture, $"  {Name(finding.Kind)}: {finding.Text}");
        if (Faults.Count > 0) text.AppendLine(CultureInfo.InvariantCulture, $"faults       {Faults.Values.Sum()}: {string.Join(", ", Faults.OrderBy(one => one.Key).Select(one => $"{one.Key} {one.Value}"))}");
        return text
            .AppendLine(CultureInfo.InvariantCulture, $"published    {Acknowledged} acknowledged in {Seconds:0} s, {RepeatsAnswered} repeats of a key answered as before")
            .AppendLine(CultureInfo.InvariantCulture, $"delivered    {Delivered} durable events to {Clients} clients, which came back {Comebacks} times")
            .AppendLine(CultureInfo.InvariantCulture, $"trouble      {Kills} kills, {Drops} drops, {Freezes} freezes, {SessionsEnded} sessions ended, {DiskFaults} disk faults ({Unavailable} events refused for later), seed {Seed}")
            .AppendLine(CultureInfo.InvariantCulture, $"latency      p50 {Latency.P50:0.0} ms, p99 {Latency.P99:0.0} ms, max {Latency.Max:0.0} ms outside outages ({Latency.Count} deliveries)")
            .AppendLine(CultureInfo.InvariantCulture, $"recovery     host up p50 {HostUp.P50:0.0} s, max {HostUp.Max:0.0} s; all clients back p50 {AllBack.P50:0.0} s, max {AllBack.Max:0.0} s")
            .AppendLine(CultureInfo.InvariantCulture, $"lag          {LagPeak} events between the first and the last client at worst, outside outages")
            .AppendLine(CultureInfo.InvariantCulture, $"memory       {MemoryBegin:0} MB at the begin, {MemoryEnd:0} MB at the end, {MemoryPeak:0} MB at most, {MemoryAfter:0} MB when everybody had gone")
            .AppendLine(CultureInfo.InvariantCulture, $"trail        {TrailEntries} entries")
            .Append(Clean ? "clean: " : "broken: ")
            .Append(string.Join(", ", Broken.Select(one => $"{Name(one.Key)} {one.Value}")))
            .ToString();
    }

    private static string Name(FindingKind kind) => kind.ToString().ToLowerInvariant();
}
