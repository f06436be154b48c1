using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RealtimeCare.Client.Connecting;

/// <summary>Counters and spans of the SDK under the name <c>RealtimeCare.Client</c>; no ids as tags.</summary>
internal static class ConnectingMetrics
{
    public const string Name = "RealtimeCare.Client";

    public static readonly ActivitySource Activities = new(Name);

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Reconnects = Meter.CreateCounter<long>("realtimecare.client.reconnects", "{reconnect}");
    public static readonly Counter<long> Handovers = Meter.CreateCounter<long>("realtimecare.client.handovers", "{handover}");
    public static readonly Counter<long> Notifications = Meter.CreateCounter<long>("realtimecare.client.notifications", "{notification}");
    public static readonly Counter<long> Gaps = Meter.CreateCounter<long>("realtimecare.client.gaps", "{gap}");
}
