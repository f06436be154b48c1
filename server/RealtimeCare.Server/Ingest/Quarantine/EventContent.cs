using System.Text.Json;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Ingest.Quarantine;

/// <summary>An event as it lies in quarantine: the JSON that a publisher would send, with its key.</summary>
internal static class EventContent
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>The event as bytes; null when it is nothing that could be sent as JSON again.</summary>
    public static byte[]? Write(IncomingEvent incoming)
    {
        var resource = incoming.Request.Resource.Utf8.Span;
        try
        {
            // Over MessagePack a resource is any text.
            if (!resource.IsEmpty && (JsonText.DepthOf(resource) > IngestLimits.RequestDepth || !JsonText.IsUnicode(resource))) return null;
            return JsonSerializer.SerializeToUtf8Bytes(incoming.Request with { IdempotencyKey = incoming.Key }, Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static IncomingEvent Read(ReadOnlyMemory<byte> content)
    {
        var request = JsonSerializer.Deserialize<PublishRequest>(content.Span, Web)!;
        return new IncomingEvent(request with { IdempotencyKey = null }, request.IdempotencyKey);
    }
}
