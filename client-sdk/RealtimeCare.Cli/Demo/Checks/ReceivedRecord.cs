using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Cli.Demo.Checks;

/// <summary>Everything that one person received, in the order of arrival, and what is to be expected of it.</summary>
internal sealed record ReceivedRecord
{
    /// <summary>Who, as the screen calls them.</summary>
    public required string Person { get; init; }

    /// <summary>The topics followed.</summary>
    public required IReadOnlySet<string> Topics { get; init; }

    /// <summary>The patients followed, each with the offset that following began behind.</summary>
    public required IReadOnlyDictionary<string, long> StartedAt { get; init; }

    /// <summary>
    /// For each patient the offset that must have been reached. Null means everything that was published, and the newest state
    /// too; a person whose session was ended has only to have what was published well before.
    /// </summary>
    public IReadOnlyDictionary<string, long>? MustReach { get; init; }

    /// <summary>What a resource looks like for this person's audience; null when it is not seen at all.</summary>
    public required Func<FhirJson, Shape?> Shape { get; init; }

    /// <summary>What came, in order.</summary>
    public required IReadOnlyList<ReceivedEvent> Received { get; init; }

    /// <summary>The administrator's report on the end of this person's session, if it was ended by force.</summary>
    public ForcedEnd? End { get; init; }
}

/// <summary>When a session was ended by force.</summary>
/// <param name="AskedAt">When the administrator asked for it.</param>
/// <param name="LastByteAt">The service's claim when the last byte left; null when none was sent.</param>
/// <param name="ReportedAt">When the administrator had the report in hand.</param>
internal sealed record ForcedEnd(DateTimeOffset AskedAt, DateTimeOffset? LastByteAt, DateTimeOffset ReportedAt);
