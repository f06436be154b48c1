namespace RealtimeCare.Hammer.Following;

/// <summary>A durable event as it came.</summary>
internal readonly record struct Arrival(int Number, Guid EventId, long Offset);
