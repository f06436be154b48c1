namespace RealtimeCare.Server.Ingest;

/// <summary>What is the most that a publisher may send at once.</summary>
internal static class IngestLimits
{
    /// <summary>A resource, in bytes as sent.</summary>
    public const int ResourceBytes = 256 * 1024;

    /// <summary>A request with one event: the resource and what stands around it.</summary>
    public const int EventBytes = ResourceBytes + (8 * 1024);

    /// <summary>A request with many events, or with many resources about relationships.</summary>
    public const int BatchBytes = 4 * 1024 * 1024;

    /// <summary>The events in a batch.</summary>
    public const int BatchEvents = 500;

    /// <summary>The resources about relationships in a Bundle.</summary>
    public const int BundleEntries = 5000;

    /// <summary>
    /// The nesting of a resource. Hubs allow 10, enough for our own messages; FHIR nests deeper by itself (a panel with
    /// components, contained resources, extensions of extensions). A delivered batch stands around the resource, and SignalR's JSON
    /// protocol reads a message 64 deep: what is taken here must also reach a JSON client.
    /// </summary>
    public const int ResourceDepth = 48;

    /// <summary>The nesting of a request: the resource's and that of the batch around it.</summary>
    public const int RequestDepth = ResourceDepth + 3;

    /// <summary>The characters of an idempotency key.</summary>
    public const int KeyLength = 128;

    /// <summary>The identifiers of one patient in a request.</summary>
    public const int Identifiers = 20;

    /// <summary>The characters of an identifier's system and of its value.</summary>
    public const int IdentifierLength = 256;

    /// <summary>The problems that an answer lists about one resource.</summary>
    public const int ReportedIssues = 10;
}
