namespace RealtimeCare.Contracts;

/// <summary>The fixed names of version 1 of the wire protocol; PROTOCOL.md explains each.</summary>
public static class RealtimeCareProtocol
{
    /// <summary>The WebSocket subprotocol that every connection must offer and that the server echoes.</summary>
    public const string Subprotocol = "realtimecare.v1";

    /// <summary>
    /// The header in which a client that cannot offer a subprotocol names it when it asks for a ticket, before it connects.
    /// </summary>
    public const string VersionHeader = "X-RealtimeCare-Protocol";

    /// <summary>Path of the hub that clinicians follow patients on.</summary>
    public const string CareHubPath = "/hubs/care";

    /// <summary>Path of the hub that administrators see and end sessions on.</summary>
    public const string AdminHubPath = "/hubs/admin";

    /// <summary>Path of the hub that services publish streams of events on.</summary>
    public const string PublishHubPath = "/hubs/publish";

    /// <summary>The most events of one stream that the server reads ahead of its answers.</summary>
    public const int MaxUnansweredEvents = 256;

    /// <summary>The topic of what lies in a person's inbox.</summary>
    public const string InboxTopic = "inbox";

    /// <summary>Starts the text of every coded hub error; the rest is one JSON object, <see cref="Codes.CareError"/>.</summary>
    public const string ErrorPrefix = "RC ";

    /// <summary>The audience (<c>aud</c>) that access tokens for the hubs and the API carry.</summary>
    public const string TokenAudience = "realtimecare";

    /// <summary>The most bytes that may be unacknowledged on one connection; at this limit the server waits.</summary>
    public const int MaxUnacknowledgedBytes = 64 * 1024;

    /// <summary>The most events that may be unacknowledged on one connection; at this limit the server waits.</summary>
    public const int MaxUnacknowledgedEvents = 256;

    /// <summary>The most subscriptions that one connection may have, and one resume may carry.</summary>
    public const int MaxSubscriptions = 200;

    /// <summary>
    /// The most subscriptions that one session may have on all its connections together: twice as many, so that a connection that is
    /// lost but not yet given up does not keep its successor from following.
    /// </summary>
    public const int MaxSubscriptionsPerSession = 2 * MaxSubscriptions;

    /// <summary>The most urgent copies that may be unacknowledged on one connection, besides <see cref="MaxUnacknowledgedEvents"/>.</summary>
    public const int MaxUrgentEvents = 8;

    /// <summary>The most bytes of urgent copies that may be unacknowledged on one connection.</summary>
    public const int MaxUrgentBytes = 16 * 1024;

    /// <summary>The most followings of one's own patients that a session may have, and one resume may carry.</summary>
    public const int MaxFollows = 8;

    /// <summary>The shortest time, in seconds, that a publisher may give people to see an event.</summary>
    public const int MinAcknowledgeSeconds = 10;

    /// <summary>The longest time, in seconds, that a publisher may give people to see an event.</summary>
    public const int MaxAcknowledgeSeconds = 86_400;

    /// <summary>The largest message that the server accepts, in bytes.</summary>
    public const int MaxMessageBytes = 65_536;

    /// <summary>
    /// The largest message to <see cref="CareHubPath"/>, in bytes: a <see cref="Hubs.ICareHub.Resume"/> of
    /// <see cref="MaxSubscriptions"/> subscriptions with 32 topics each has room.
    /// </summary>
    public const int MaxResumeBytes = 262_144;

    /// <summary>The deepest nesting of a request or resource that the server accepts.</summary>
    public const int MaxDepth = 10;
}
