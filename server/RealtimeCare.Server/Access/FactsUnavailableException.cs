namespace RealtimeCare.Server.Access;

/// <summary>The facts cannot be read or changed now; the caller fails closed and repeats later.</summary>
public sealed class FactsUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
