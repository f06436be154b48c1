using System.Collections.Concurrent;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Shaping;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Delivery;

/// <summary>An event in a tail, shaped once per audience on first use.</summary>
internal sealed class TailEvent(StoredEvent stored)
{
    /// <summary>How many shapes are counted for an event before anybody has asked for one.</summary>
    private const int LikelyShapes = 3;

    private readonly ConcurrentDictionary<string, CareEvent?> shapes = new(StringComparer.Ordinal);

    public StoredEvent Stored => stored;

    /// <summary>What it weighs against the tails' budget, in bytes.</summary>
    public int Weight { get; } = (stored.Resource.Utf8.Length * (1 + LikelyShapes)) + 256;

    /// <summary>The event as this audience sees it; null when it sees nothing of it.</summary>
    public CareEvent? For(Audience audience) => shapes.GetOrAdd(audience.Hash, static (_, pair) => Shape(pair.stored, pair.audience), (stored, audience));

    public static CareEvent? Shape(StoredEvent stored, Audience audience)
    {
        // There is nothing to shape, and whoever may have seen the event must hear that it is gone.
        if (stored.HasNoResource) return stored.ResourceType is { } type && !audience.Sees(type) ? null : stored.Envelope();
        if ((Sabotage.Leaks ? new Shape(stored.Resource, 0) : Shaper.Shape(stored.Resource.Utf8.Span, audience)) is not { } shape) return null;
        return stored.Envelope() with
        {
            Notices = shape.HasPart2 ? DisclosureNotices.Part2 : null,
            Withheld = shape.Withheld,
            Resource = shape.Resource,
        };
    }
}
