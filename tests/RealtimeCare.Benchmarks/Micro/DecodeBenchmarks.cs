using System.Buffers;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeCare.Client;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Benchmarks.Micro;

/// <summary>A batch read from a message of either hub protocol, as the SDK reads it.</summary>
[MemoryDiagnoser]
public class DecodeBenchmarks : IInvocationBinder
{
    private static readonly Type[] Parameters = [typeof(EventBatch)];
    private readonly IHubProtocol messagePack = new RealtimeCareClientOptions().UseMessagePack().Protocol!;
    private readonly JsonHubProtocol json = new();
    private ReadOnlySequence<byte> messagePackBytes;
    private ReadOnlySequence<byte> jsonBytes;

    [Params(1, 16)]
    public int Events { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var message = EncodeBenchmarks.MessageOf(Events);
        messagePackBytes = new ReadOnlySequence<byte>(messagePack.GetMessageBytes(message));
        jsonBytes = new ReadOnlySequence<byte>(json.GetMessageBytes(message));
    }

    [Benchmark]
    public HubMessage? MessagePack() => Read(messagePack, messagePackBytes);

    [Benchmark]
    public HubMessage? Json() => Read(json, jsonBytes);

    public Type GetReturnType(string invocationId) => typeof(object);

    public IReadOnlyList<Type> GetParameterTypes(string methodName) => Parameters;

    public Type GetStreamItemType(string streamId) => typeof(object);

    private HubMessage? Read(IHubProtocol protocol, ReadOnlySequence<byte> bytes)
    {
        protocol.TryParseMessage(ref bytes, this, out var message);
        return message;
    }
}
