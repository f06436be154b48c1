using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Bundles;

/// <summary>One entry of a bundle, or a resource that stands alone in its file.</summary>
internal sealed record BundleEntry(string Type, IReadOnlyList<string> Names, FhirJson Json)
{
    private static readonly string[] PatientMembers = ["subject", "patient", "for", "beneficiary"];

    /// <summary>Reads an entry; null when it holds no resource.</summary>
    public static BundleEntry? FromEntry(JsonElement entry)
    {
        var fullUrl = entry.TryGetProperty("fullUrl", out var url) ? url.GetString() : null;
        return entry.TryGetProperty("resource", out var resource) ? From(resource, fullUrl) : null;
    }

    /// <summary>Reads a resource; null when it is none.</summary>
    public static BundleEntry? From(JsonElement resource, string? fullUrl)
    {
        if (TypeOf(resource) is not { } type) return null;
        var id = resource.TryGetProperty("id", out var value) ? $"{type}/{value.GetString()}" : null;
        return new(type, [.. new[] { fullUrl, id }.OfType<string>()], FhirJson.Parse(resource.GetRawText()));
    }

    /// <summary>The resource's type; null when it is no resource.</summary>
    public static string? TypeOf(JsonElement resource) =>
        resource.ValueKind == JsonValueKind.Object && resource.TryGetProperty("resourceType", out var type) ? type.GetString() : null;

    /// <summary>What the resource says that it is about, as it stands there.</summary>
    public string? PatientReference()
    {
        using var document = Json.ToDocument();
        return PatientMembers.Select(member => Reference(document.RootElement, member)).FirstOrDefault(r => r is not null);
    }

    /// <summary>Whether it is an Observation of the laboratory, which is of another topic than a vital sign.</summary>
    public bool IsLaboratory()
    {
        if (Type != "Observation") return false;
        using var document = Json.ToDocument();
        return document.RootElement.TryGetProperty("category", out var categories)
            && categories.EnumerateArray()
                .Where(category => category.TryGetProperty("coding", out _))
                .SelectMany(category => category.GetProperty("coding").EnumerateArray())
                .Any(coding => coding.TryGetProperty("code", out var code) && code.ValueEquals("laboratory"));
    }

    /// <summary>The first identifier with a system and a value.</summary>
    public PatientIdentifier? FirstIdentifier()
    {
        using var document = Json.ToDocument();
        if (!document.RootElement.TryGetProperty("identifier", out var identifiers)) return null;
        return identifiers.EnumerateArray()
            .Where(i => i.TryGetProperty("system", out _) && i.TryGetProperty("value", out _))
            .Select(i => new PatientIdentifier { System = i.GetProperty("system").GetString()!, Value = i.GetProperty("value").GetString()! })
            .FirstOrDefault();
    }

    /// <summary>The idempotency key: the same content is published once, however often the file is replayed.</summary>
    public string Key() =>
        $"replay-{Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(Names is [var name, ..] ? name : ""), .. Json.Utf8.Span]))}";

    /// <summary>Names the resource without its content.</summary>
    public override string ToString() => Type;

    private static string? Reference(JsonElement resource, string member) =>
        resource.TryGetProperty(member, out var reference)
        && reference.ValueKind == JsonValueKind.Object
        && reference.TryGetProperty("reference", out var text)
            ? text.GetString()
            : null;
}
