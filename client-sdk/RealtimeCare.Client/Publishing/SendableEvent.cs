using System.Text.Json;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Publishing;

/// <summary>
/// Whether an event can go over the hub at all. A message that is too large, or no JSON, ends the connection: sent again on the next
/// one it would end that too.
/// </summary>
internal static class SendableEvent
{
    private const int ResourceBytes = 256 * 1024;
    private const int EnvelopeCharacters = 1024;
    private const int ResourceDepth = 48;

    /// <summary>The refusal of an event that must not be sent; null when it can be.</summary>
    public static PublishOutcome? Refuse(PublishRequest request)
    {
        if (request.Resource.Utf8.Length > ResourceBytes) return Refused(ErrorCode.TooLarge, "The resource is too large; send less at once.", "resource");
        if (EnvelopeOf(request) > EnvelopeCharacters) return Refused(ErrorCode.TooLarge, "The texts around the resource are too long.", null);
        return request.Resource.IsEmpty || IsObject(request.Resource.Utf8.Span)
            ? null
            : Refused(ErrorCode.InvalidRequest, "The resource is no JSON object, or nested too deeply.", "resource");
    }

    private static int EnvelopeOf(PublishRequest request) =>
        (request.Topic?.Length ?? 0) + (request.Recipient?.Length ?? 0) + (request.Patient?.Id?.Length ?? 0)
        + (request.Patient?.Identifier?.System?.Length ?? 0) + (request.Patient?.Identifier?.Value?.Length ?? 0);

    private static bool IsObject(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = ResourceDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read())
            {
                // A text that is no UTF-8 breaks the message as much as broken JSON.
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !System.Text.Unicode.Utf8.IsValid(reader.ValueSpan)) return false;
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static PublishOutcome Refused(ErrorCode code, string message, string? path) =>
        new() { Error = new PublishError { Code = code, Message = message, Path = path } };
}
