using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Offline;

/// <summary>One call that waits, encrypted. Its invocation id is made when it is taken and stays.</summary>
internal sealed class WaitingCall
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OfflineCipher _cipher;
    private readonly Guid _invocation = Guid.NewGuid();
    private readonly Func<byte[], CallStamp, object> _read;

    /// <summary>Only these kinds of calls may wait: they are as good late as in time, and twice as once.</summary>
    public WaitingCall(Func<CallStamp, object> request, OfflineCipher cipher, string session, DateTimeOffset expiresAt)
    {
        (_cipher, Session, ExpiresAt) = (cipher, session, expiresAt);
        (Method, var plain, _read) = Write(request(new CallStamp(_invocation, "")));
        Content = cipher.Seal(plain, _invocation);
    }

    public string Method { get; }

    /// <summary>The session that it was taken in; it is sent in no other.</summary>
    public string Session { get; }

    public DateTimeOffset ExpiresAt { get; }

    /// <summary>The request, encrypted.</summary>
    public byte[] Content { get; }

    /// <summary>Whether it is on its way over a connection.</summary>
    public bool IsBeingSent { get; set; }

    /// <summary>Whether whoever called wants it no more: once it is not on its way, it is not sent again.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>Completes when the server has answered, or it does not wait any more.</summary>
    public Task Done => _done.Task;

    /// <summary>The request for a connection.</summary>
    public object RequestFor(ILink link)
    {
        var plain = _cipher.Open(Content, _invocation);
        try
        {
            return _read(plain, new CallStamp(_invocation, link.Welcome.ConnectionToken));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>It is over: answered (null), or not.</summary>
    public void Finish(Exception? exception)
    {
        CryptographicOperations.ZeroMemory(Content);
        if (exception is null) _done.TrySetResult();
        else if (exception is OperationCanceledException cancelled) _done.TrySetCanceled(cancelled.CancellationToken);
        else if (_done.TrySetException(exception)) _ = _done.Task.Exception;
    }

    private static (string Method, byte[] Plain, Func<byte[], CallStamp, object> Read) Write(object request) => request switch
    {
        ReportRequest report => (nameof(ICareHub.Report), Bytes(report, OfflineJson.Default.ReportRequest), (bytes, stamp) =>
            Read(bytes, OfflineJson.Default.ReportRequest) with { ConnectionToken = stamp.ConnectionToken }),
        EndBreakGlassRequest end => (nameof(ICareHub.EndBreakGlass), Bytes(end, OfflineJson.Default.EndBreakGlassRequest), (bytes, stamp) =>
            Read(bytes, OfflineJson.Default.EndBreakGlassRequest) with { ConnectionToken = stamp.ConnectionToken }),
        AttestBreakGlassRequest attest => (nameof(ICareHub.AttestBreakGlass), Bytes(attest, OfflineJson.Default.AttestBreakGlassRequest), (bytes, stamp) =>
            Read(bytes, OfflineJson.Default.AttestBreakGlassRequest) with { ConnectionToken = stamp.ConnectionToken }),
        _ => throw new ArgumentException("This call does not wait.", nameof(request)),
    };

    private static byte[] Bytes<T>(T request, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(request, type);

    private static T Read<T>(byte[] bytes, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(bytes, type)!;
}
