namespace RealtimeCare.Server.Ingest;

/// <summary>What is the most that a publisher may send at once.</summary>
internal static class IngestLimits
{
    /// <summary>A resource, in bytes as sent.</summary>
    public const int ResourceBytes = 256 * 1024;

    /// <summary>
    /// The resource of a state event. It is a value among many, all of which lie in memory and in every snapshot: together with
    /// <see cref="Streams.IStreamStore.MostStates"/> this bounds what one patient's can take.
    /// </summary>
    public const int StateBytes = 16 * 1024;

    /// <summary>The requests, or lots of a stream, that one publisher may have under way at once.</summary>
    public const int RequestsUnderWay = 64;

    /// <summary>The bytes in them.</summary>
    public const int BytesUnderWay = 32 * 1024 * 1024;

    /// <summary>The bytes that the publishers of one tenant may have under way: whatever they do, others have room.</summary>
    public const int BytesUnderWayOfTenant = 64 * 1024 * 1024;

    /// <summary>The bytes that all publishers may have under way.</summary>
    public const int BytesUnderWayOfAll = 256 * 1024 * 1024;

    /// <summary>After how long a publisher that had too much under way may try again.</summary>
    public const int BusyRetryMs = 100;

    /// <summary>How often the bytes of a preview count: it shapes the event for every audience, and walks each shape.</summary>
    public const int PreviewTimes = 8;

    /// <summary>
    /// The streams that one publisher may have open. The hub keeps <see cref="EventStream.Buffered"/> events of each that nobody has taken
    /// yet, and nobody is asked whether there is room for them: only the number of streams bounds it.
    /// </summary>
    public const int StreamsOpen = 16;

    /// <summary>The streams that the publishers of one tenant may have open.</summary>
    public const int StreamsOpenOfTenant = 64;

    /// <summary>The streams that all publishers may have open.</summary>
    public const int StreamsOpenOfAll = 256;

    /// <summary>Within what time the body of a request must have come: as long as it takes, it is counted.</summary>
    public static readonly TimeSpan BodyTime = TimeSpan.FromSeconds(10);

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
