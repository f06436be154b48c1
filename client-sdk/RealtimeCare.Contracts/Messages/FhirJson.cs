using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>
/// A FHIR resource as its own UTF-8 JSON bytes, digit for digit. In the JSON protocol it stands as a JSON object, in
/// MessagePack as a string that holds the JSON.
/// </summary>
/// <remarks>Its text is PHI: <see cref="ToString"/> gives a constant.</remarks>
[JsonConverter(typeof(FhirJsonConverter))]
public readonly struct FhirJson : IEquatable<FhirJson>
{
    /// <summary>Wraps bytes that hold exactly one JSON object; they are neither copied nor checked.</summary>
    public FhirJson(ReadOnlyMemory<byte> utf8) => Utf8 = utf8;

    /// <summary>The JSON text in UTF-8.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>Whether there is no resource at all.</summary>
    public bool IsEmpty => Utf8.IsEmpty;

    /// <summary>Makes one from JSON text.</summary>
    public static FhirJson Parse(string json) => new(Encoding.UTF8.GetBytes(json));

    /// <summary>Reads it into a document, for those who want to look inside.</summary>
    public JsonDocument ToDocument() => JsonDocument.Parse(Utf8);

    /// <summary>The JSON text. It is PHI: not for logs.</summary>
    public string ToJson() => Encoding.UTF8.GetString(Utf8.Span);

    /// <summary>A constant, since the text is PHI.</summary>
    public override string ToString() => "(FHIR resource)";

    /// <inheritdoc/>
    public bool Equals(FhirJson other) => Utf8.Span.SequenceEqual(other.Utf8.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FhirJson other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Utf8.Span);
        return hash.ToHashCode();
    }

    /// <summary>Whether both hold the same bytes.</summary>
    public static bool operator ==(FhirJson left, FhirJson right) => left.Equals(right);

    /// <summary>Whether they differ in any byte.</summary>
    public static bool operator !=(FhirJson left, FhirJson right) => !left.Equals(right);
}

/// <summary>Writes the bytes as they are and reads a JSON object back into bytes. Public for source-generated JSON alone.</summary>
public sealed class FhirJsonConverter : JsonConverter<FhirJson>
{
    /// <inheritdoc/>
    public override FhirJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null) return default;
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("A FHIR resource is a JSON object.");
        using var document = JsonDocument.ParseValue(ref reader);
        return new FhirJson(JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray());
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FhirJson value, JsonSerializerOptions options)
    {
        if (value.IsEmpty) writer.WriteNullValue();
        else writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
    }
}
