using System.Text.Json;

namespace RealtimeCare.Testing;

/// <summary>One message that the server sent, as JSON.</summary>
public sealed record Received(string Name, JsonElement Body)
{
    public T As<T>() => Body.Deserialize<T>(PlainValues.Json)!;

    public override string ToString() => Name;
}
