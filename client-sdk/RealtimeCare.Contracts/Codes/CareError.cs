using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeCare.Contracts.Codes;

/// <summary>A refusal as it crosses the wire: a code, a fixed public text and an id to find the full story in the server's log.</summary>
/// <param name="Code">Why, and by its range what to do.</param>
/// <param name="Message">A fixed text for people; it never repeats anything of the request's content.</param>
/// <param name="RequestId">Finds the refusal in the server's log and trail.</param>
/// <param name="RetryAfterMs">How long to wait before repeating, in milliseconds; null when the code does not ask for it.</param>
public sealed record CareError(ErrorCode Code, string Message, string RequestId, int? RetryAfterMs = null)
{
    /// <summary>How recent the sign-in must be, in seconds, where <see cref="ErrorCode.InsufficientAuthentication"/> asks for a new one.</summary>
    public int? MaxAgeSeconds { get; init; }

    /// <summary>How many there are, where <see cref="ErrorCode.TooManyPatients"/> says that they are too many.</summary>
    public int? Count { get; init; }

    /// <summary>The text that a hub exception carries: <see cref="RealtimeCareProtocol.ErrorPrefix"/> and one JSON object.</summary>
    public string ToWire() => RealtimeCareProtocol.ErrorPrefix + JsonSerializer.Serialize(this, CareErrorJson.Default.CareError);

    /// <summary>Finds the error in a hub exception's text, whatever SignalR put before it.</summary>
    /// <param name="text">The exception's text.</param>
    /// <returns>The error, or null when the text carries none.</returns>
    public static CareError? FromWire(string? text)
    {
        var at = text?.IndexOf(RealtimeCareProtocol.ErrorPrefix + "{", StringComparison.Ordinal) ?? -1;
        if (at < 0) return null;
        try
        {
            return JsonSerializer.Deserialize(text.AsSpan(at + RealtimeCareProtocol.ErrorPrefix.Length), CareErrorJson.Default.CareError);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Source-generated JSON for <see cref="CareError"/>, so that it needs no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CareError))]
internal sealed partial class CareErrorJson : JsonSerializerContext;
