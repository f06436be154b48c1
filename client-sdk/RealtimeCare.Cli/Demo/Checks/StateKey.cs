using System.Text.Json;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Checks;

/// <summary>The code of a resource: of several state events with the same one, the latest wins.</summary>
internal static class StateKey
{
    /// <summary>The first coding of <c>code</c>, or nothing.</summary>
    public static string Of(FhirJson resource)
    {
        using var document = resource.ToDocument();
        return document.RootElement.TryGetProperty("code", out var code)
            && code.TryGetProperty("coding", out var codings)
            && codings.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } coding
            && coding.TryGetProperty("code", out var value)
                ? value.GetString() ?? ""
                : "";
    }
}
