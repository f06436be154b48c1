using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Invocations;

/// <summary>
/// Sees what fails before any filter: unknown methods and requests that do not bind. SignalR would answer them with its own
/// words and no trace; here both get the same coded answer and an entry in the trail.
/// </summary>
internal sealed class GuardedHubProtocol(IHubProtocol inner, UnreadableBook book) : IHubProtocol
{
    public string Name => inner.Name;

    public int Version => inner.Version;

    public TransferFormat TransferFormat => inner.TransferFormat;

    public bool IsVersionSupported(int version) => inner.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => inner.GetMessageBytes(message);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => inner.WriteMessage(message, output);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        if (!inner.TryParseMessage(ref input, binder, out message)) return false;
        if (message is InvocationBindingFailureMessage failure && book.TryNote() is { } requestId)
            message = new InvocationBindingFailureMessage(failure.InvocationId, "method", Refusal(requestId));
        return true;
    }

    private static ExceptionDispatchInfo Refusal(string requestId)
    {
        var error = new CareError(ErrorCode.InvalidRequest, ErrorText.Of(ErrorCode.InvalidRequest), requestId);
        return ExceptionDispatchInfo.Capture(new HubException(error.ToWire()));
    }
}
