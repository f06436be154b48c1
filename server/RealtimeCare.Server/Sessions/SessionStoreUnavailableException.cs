namespace RealtimeCare.Server.Sessions;

/// <summary>The session store cannot be read or written now; the caller fails closed.</summary>
public sealed class SessionStoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
