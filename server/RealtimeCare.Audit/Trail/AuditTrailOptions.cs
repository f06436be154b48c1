namespace RealtimeCare.Audit.Trail;

/// <summary>Where and how a node writes its log.</summary>
public sealed class AuditTrailOptions
{
    /// <summary>The folder that holds the log and its keys. It belongs to this node alone.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The log's name, usually the node's; letters, digits, <c>.</c>, <c>_</c> and <c>-</c>. A new name begins a new log.</summary>
    public string Log { get; set; } = "node";

    /// <summary>The size of a segment file, taken on the disk in advance.</summary>
    public long SegmentBytes { get; set; } = 64 << 20;

    /// <summary>After how much silence a heartbeat entry is written. Deliveries stop when the last entry is older than two seconds.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>For how long one write may hang before everybody who waits for it is refused.</summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The file with the pseudonym key, shared by the nodes of one installation; by default one in the folder.</summary>
    public string? PseudonymKeyFile { get; set; }
}
