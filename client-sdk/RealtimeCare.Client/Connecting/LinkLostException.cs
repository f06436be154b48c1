namespace RealtimeCare.Client.Connecting;

/// <summary>The connection ended before a call was answered; the same call may be repeated on the next one.</summary>
#pragma warning disable CA1064 // It never leaves the SDK.
internal sealed class LinkLostException(Exception? innerException = null) : Exception("The connection was lost.", innerException);
