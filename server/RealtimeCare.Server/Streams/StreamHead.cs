namespace RealtimeCare.Server.Streams;

/// <summary>How far a stream has come.</summary>
/// <param name="Epoch">Which life of the store the other two belong to.</param>
/// <param name="Offset">The offset of the last durable event; 0 when there is none.</param>
/// <param name="StateVersion">The version of the last state event; 0 when there is none.</param>
public readonly record struct StreamHead(long Epoch, long Offset, long StateVersion);
