namespace RealtimeCare.Server.Streams;

/// <summary>The store cannot take or give events now; the caller fails closed and repeats later.</summary>
public sealed class StreamStoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
