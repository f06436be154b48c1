namespace RealtimeCare.Server.Streams;

/// <summary>What one step of trimming did.</summary>
/// <param name="Removed">How many events and answers are gone.</param>
/// <param name="HasMore">Whether another step may find more.</param>
public readonly record struct TrimResult(int Removed, bool HasMore);
