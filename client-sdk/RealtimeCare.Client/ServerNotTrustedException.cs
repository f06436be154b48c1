namespace RealtimeCare.Client;

/// <summary>
/// What answers at the server's address could not prove that it is the server. Nothing was sent to it, no token either: it was found
/// out before the first byte of a request.
/// </summary>
/// <remarks>
/// A first connection, a sign-in and a call tell it at once and are not repeated. A client that was connected before goes on trying,
/// as the right server may come back.
/// </remarks>
public sealed class ServerNotTrustedException : Exception
{
    /// <summary>Makes one for a reason.</summary>
    public ServerNotTrustedException(DistrustReason reason, Exception? innerException = null)
        : base($"The server is not trusted: {CodeOf(reason)}.", innerException) => Reason = reason;

    /// <summary>Why.</summary>
    public DistrustReason Reason { get; }

    /// <summary>The reason as a fixed text for logs and support, such as <c>CERT_PIN_MISMATCH</c>.</summary>
    public string Code => CodeOf(Reason);

    private static string CodeOf(DistrustReason reason) => reason switch
    {
        DistrustReason.PinMismatch => "CERT_PIN_MISMATCH",
        DistrustReason.WrongHost => "CERT_WRONG_HOST",
        DistrustReason.NotYetValidOrExpired => "CERT_NOT_VALID_NOW",
        DistrustReason.Revoked => "CERT_REVOKED",
        DistrustReason.NotTls => "NOT_TLS",
        _ => "CERT_UNTRUSTED",
    };
}
