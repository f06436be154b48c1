using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Testing;

/// <summary>What an event is besides its topic and resource.</summary>
public sealed record PushOptions
{
    /// <summary>How it is kept. Of state events the latest per topic and code wins.</summary>
    public EventClass Class { get; init; }

    /// <summary>How urgent it is.</summary>
    public EventSeverity Severity { get; init; }

    /// <summary>When it was observed.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Within which time a person must have seen it; null asks for nothing.</summary>
    public TimeSpan? AcknowledgeWithin { get; init; }

    /// <summary>How many elements the server says it has withheld. The resource is delivered as it was given.</summary>
    public int Withheld { get; init; }

    /// <summary>Whether it lies in the patient's restricted stream.</summary>
    public bool Restricted { get; init; }
}
